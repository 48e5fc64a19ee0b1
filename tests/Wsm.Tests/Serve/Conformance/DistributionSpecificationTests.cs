namespace Wsm.Tests.Serve.Conformance;

/// <summary>Every MUST, and the SHOULDs that we keep, of the distribution specification for a registry: pull, push, discovery.</summary>
/// <remarks>https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md</remarks>
public sealed class DistributionSpecificationTests(SpecServers servers) : IClassFixture<SpecServers>
{
    private static readonly Dictionary<string, Requirement> Table = (
        (IEnumerable<Requirement>)
            [.. PullRequirements.All, .. BlobPushRequirements.All, .. ManifestPushRequirements.All, .. DiscoveryRequirements.All]
    ).ToDictionary(requirement => requirement.ToString());

    public static TheoryData<string> Requirements => [.. Table.Keys];

    [Theory]
    [MemberData(nameof(Requirements))]
    public Task The_specification_is_kept(string requirement) => Table[requirement].Holds(servers);
}
