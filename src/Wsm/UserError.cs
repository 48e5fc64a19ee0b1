namespace Wsm;

/// <summary>A failure that is fully explained by its message: one sentence with what is wrong and where.</summary>
public sealed class UserError : Exception
{
    public UserError(string message, string? hint = null, int exitCode = Wsm.ExitCode.Failed, Exception? cause = null)
        : base(message, cause)
    {
        Hint = hint;
        ExitCode = exitCode;
    }

    /// <summary>What the person can do about it.</summary>
    public string? Hint { get; }

    public int ExitCode { get; }

    /// <summary>Single mistakes, each on a line of its own below the message.</summary>
    public IReadOnlyList<string> Details { get; init; } = [];

    /// <summary>A mistake in how the program was called or in a file that was handed to it.</summary>
    public static UserError Usage(string message, string? hint = null) => new(message, hint, Wsm.ExitCode.Usage);
}
