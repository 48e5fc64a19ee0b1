namespace Wsm.Bundles.Checking;

/// <param name="Bytes">How many bytes of files were read.</param>
public sealed record CheckReport(IReadOnlyList<BundleFinding> Findings, int Images, int Charts, long Bytes)
{
    public bool IsIntact => Findings.Count == 0;
}
