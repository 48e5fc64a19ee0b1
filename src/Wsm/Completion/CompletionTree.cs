using Wsm.CommandLine;

namespace Wsm.Completion;

/// <summary>The command line as the scripts for shells need it.</summary>
internal sealed record CompletionTree(CommandDescription Root, IReadOnlyList<OptionDescription> Global)
{
    /// <summary>Every command with its path written <c>/registry/push</c>, the program itself as nothing.</summary>
    public IEnumerable<(string Path, CommandDescription Command)> Commands => Root.All.Select(command => (PathOf(command), command));

    public IEnumerable<OptionDescription> OptionsOf(CommandDescription command) => command.Options.Concat(Global);

    public static string PathOf(CommandDescription command) => string.Concat(command.Path.Select(word => "/" + word));

    /// <summary>A description cut to what fits beside a name: its first clause.</summary>
    public static string Brief(string text)
    {
        var end = ((string[])[". ", ": ", "; ", " ("])
            .Select(mark => text.IndexOf(mark, StringComparison.Ordinal))
            .Where(place => place > 0)
            .DefaultIfEmpty(text.Length)
            .Min();
        return text[..end].TrimEnd('.');
    }

    /// <summary>A word in single quotes, as bash and zsh read it.</summary>
    public static string Quote(string text) => $"'{text.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
