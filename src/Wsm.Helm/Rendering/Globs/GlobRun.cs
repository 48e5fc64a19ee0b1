namespace Wsm.Helm.Rendering.Globs;

/// <summary>Counts the work of matching, which some patterns make grow with a power of the name's length.</summary>
/// <param name="charge">Throws when there was too much of it.</param>
internal sealed class GlobRun(Action<long> charge)
{
    public void Charge(int bytes) => charge(bytes + 1);
}
