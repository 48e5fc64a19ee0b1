namespace Wsm.Helm.Data.Formatting;

/// <summary>What stands between <c>%</c> and the verb.</summary>
internal struct FormatFlags
{
    public bool Plus;
    public bool Minus;
    public bool Sharp;
    public bool Space;
    public bool Zero;

    /// <summary><c>%#v</c>: Go syntax.</summary>
    public bool GoSyntax;

    /// <summary>-1: none given.</summary>
    public int Width;

    /// <summary>-1: none given.</summary>
    public int Precision;

    public static FormatFlags None => new() { Width = -1, Precision = -1 };
}
