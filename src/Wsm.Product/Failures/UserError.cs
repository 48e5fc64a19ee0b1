namespace Wsm.Product.Failures;

/// <summary>A failure that is fully explained by its message: one sentence with what is wrong and where.</summary>
public sealed class UserError : Exception
{
    public UserError(string message, string? hint = null, FailureKind kind = FailureKind.Failed, Exception? cause = null)
        : base(message, cause)
    {
        Hint = hint;
        Kind = kind;
    }

    public UserError(string message, Remedy remedy, FailureKind kind = FailureKind.Failed, Exception? cause = null)
        : this(message, (string?)null, kind, cause) => Remedy = remedy;

    /// <summary>What the person can do about it, as a sentence; null when <see cref="Remedy"/> says it, or nothing is known.</summary>
    public string? Hint { get; }

    /// <summary>What the person can do about it, where only the program has the words.</summary>
    public Remedy? Remedy { get; }

    public FailureKind Kind { get; }

    /// <summary>Single mistakes, each on a line of its own below the message.</summary>
    public IReadOnlyList<string> Details { get; init; } = [];

    /// <summary>A mistake in how the program was called or in a file that was handed to it.</summary>
    public static UserError Usage(string message, string? hint = null) => new(message, hint, FailureKind.Usage);

    /// <inheritdoc cref="Usage(string, string?)"/>
    public static UserError Usage(string message, Remedy remedy) => new(message, remedy, FailureKind.Usage);
}
