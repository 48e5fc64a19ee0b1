using Wsm.Product.Failures;

namespace Wsm.CommandLine;

/// <summary>A user name on the command line.</summary>
/// <param name="Host">The registry or chart repository that it is for, as in references.</param>
/// <param name="IsNamed">The person wrote the host beside it.</param>
internal sealed record GivenUser(string Host, string Name, bool IsNamed)
{
    /// <param name="text"><c>NAME</c> or <c>HOST[:PORT]=NAME</c>.</param>
    /// <param name="otherwise">The host of a name that stands alone.</param>
    /// <exception cref="UserError">What stands before the = is no host. It is not taken for a part of a user name: its password would go to
    /// another registry than the one that was meant.</exception>
    public static GivenUser Parse(string text, string otherwise)
    {
        var at = text.IndexOf('=', StringComparison.Ordinal);
        var (host, name) = at < 0 ? (null, text) : (text[..at], text[(at + 1)..]);
        if (name.Length == 0)
        {
            throw UserError.Usage($"--username '{text}' has no user name.", "Write NAME, or HOST[:PORT]=NAME.");
        }

        return host is null
            ? new GivenUser(otherwise, name, IsNamed: false)
            : new GivenUser(
                HostArgument.Parse(host, "--username", "Write HOST[:PORT]=NAME, with the port where the host has no dot."),
                name,
                IsNamed: true
            );
    }
}
