namespace Wsm.Commands.SelfImage;

/// <summary>A file of the image.</summary>
/// <param name="Path">In the image, absolute.</param>
/// <param name="Source">On this machine; for a link, the file beside it that it leads to.</param>
internal sealed record ImageFile(string Path, string Source, bool IsLink = false)
{
    public bool IsProgram { get; init; }

    /// <summary>Bytes.</summary>
    public long Size => IsLink ? 0 : new FileInfo(Source).Length;
}
