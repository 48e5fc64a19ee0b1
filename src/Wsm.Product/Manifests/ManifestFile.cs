namespace Wsm.Product.Manifests;

/// <summary>A file of Kubernetes manifests, or one that a kustomization is made of.</summary>
/// <param name="Path">Relative to the set's folder, with forward slashes.</param>
public sealed record ManifestFile(string Path, string Text);
