using Wsm.Product.Failures;

namespace Wsm.Hosting;

/// <summary>What the program's exit status means; scripts may rely on it.</summary>
public static class ExitCode
{
    public const int Done = 0;

    public const int Failed = 1;

    /// <summary>Wrong usage, or an input file with mistakes.</summary>
    public const int Usage = 2;

    /// <summary>The work was finished, and something is missing, differs or is not proved.</summary>
    public const int Incomplete = 3;

    public const int Interrupted = 130;

    public static int Of(FailureKind kind) =>
        kind switch
        {
            FailureKind.Usage => Usage,
            FailureKind.Incomplete => Incomplete,
            FailureKind.Interrupted => Interrupted,
            _ => Failed,
        };
}
