namespace Wsm.Terminal;

/// <summary>How much is said besides the result.</summary>
public enum Verbosity
{
    Quiet,
    Normal,
    Verbose,
    Debug,
}
