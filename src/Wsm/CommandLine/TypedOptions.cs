using System.CommandLine;

namespace Wsm.CommandLine;

/// <summary>Options as somebody typed them, for another command that is to be told the same.</summary>
internal static class TypedOptions
{
    /// <summary>Ready for a POSIX shell, each with a blank before it; empty where none was typed.</summary>
    public static string Of(Invocation call, IEnumerable<Option> options) =>
        string.Concat(
            options
                .Where(call.Has)
                .Select(option => Of(option.Name, [.. call.Arguments.GetResult(option)!.Tokens.Select(token => token.Value)]))
        );

    private static string Of(string name, IReadOnlyList<string> values) =>
        values.Count == 0 ? " " + name : string.Concat(values.Select(value => $" {name} {Quoted(value)}"));

    public static string Quoted(string text) =>
        text.Length > 0 && text.All(letter => char.IsAsciiLetterOrDigit(letter) || "-_./:,@%+=".Contains(letter))
            ? text
            : $"'{text.Replace("'", "'\\''")}'";
}
