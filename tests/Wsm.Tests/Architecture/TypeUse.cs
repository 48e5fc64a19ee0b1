namespace Wsm.Tests.Architecture;

/// <summary>One file names a type of another.</summary>
internal sealed record TypeUse(SourceFile From, SourceFile To, string Type);

/// <summary>A source file by its project and folder.</summary>
internal sealed record SourceFile(string Root, string Path)
{
    private string[] Parts => System.IO.Path.GetRelativePath(Root, Path).Split('/');

    /// <summary><c>Wsm.Oci</c></summary>
    public string Project => Parts[1];

    /// <summary><c>Wsm.Oci/Registry/Auth</c></summary>
    public string Folder => string.Join('/', Parts[1..^1]);

    public string Name => Parts[^1];
}
