namespace Wsm.Product.Failures;

/// <summary>What kind of failure ended the work; the program turns it into its exit status.</summary>
public enum FailureKind
{
    Failed,

    /// <summary>Wrong usage, or an input file with mistakes.</summary>
    Usage,

    /// <summary>The work was finished, and something is missing, differs or is not proved.</summary>
    Incomplete,

    /// <summary>The person stopped it, and what was done so far is kept.</summary>
    Interrupted,
}
