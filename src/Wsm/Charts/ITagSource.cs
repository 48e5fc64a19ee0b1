namespace Wsm.Charts;

/// <summary>Knows the tags of image repositories.</summary>
public interface ITagSource
{
    /// <summary>The tag with the highest semantic version in the range, as the registry writes it (with its <c>v</c>, where it has one).</summary>
    /// <exception cref="UserError">No tag is in the range.</exception>
    Task<string> NewestAsync(string repository, VersionRange range, CancellationToken cancellationToken);
}
