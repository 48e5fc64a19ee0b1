namespace Wsm.Product.Artifacts;

/// <summary>A YAML file of an artifact, as it was published.</summary>
/// <param name="Name">A bare file name.</param>
public sealed record ArtifactFile(string Name, string Text);
