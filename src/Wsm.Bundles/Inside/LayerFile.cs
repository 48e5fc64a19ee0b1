namespace Wsm.Bundles.Inside;

/// <summary>An entry of a layer's tar.</summary>
/// <param name="Path">Without a slash or <c>./</c> in front, and without one at the end.</param>
/// <param name="Size">Bytes of content; 0 for what is no regular file.</param>
internal readonly record struct LayerFile(string Path, long Size, bool IsExecutable);
