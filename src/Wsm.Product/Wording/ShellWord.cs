using System.Buffers;

namespace Wsm.Product.Wording;

/// <summary>A word of a command line that a person is told to type.</summary>
public static class ShellWord
{
    private static readonly SearchValues<char> Plain = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=:,./@%"
    );

    /// <summary>As it is where a shell takes it as it is, else in single quotes; what is empty is a word, too.</summary>
    public static string Of(string word) =>
        word.Length > 0 && !word.AsSpan().ContainsAnyExcept(Plain) ? word : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
