namespace Wsm.Tests.Serve.Conformance;

/// <summary>One thing that the distribution specification asks of a registry, and how to see whether it is so.</summary>
/// <param name="Section">The specification's heading.</param>
/// <param name="Text">In our own words.</param>
/// <param name="Holds">Fails when it is not so.</param>
internal sealed record Requirement(string Section, string Text, Func<SpecServers, Task> Holds)
{
    public override string ToString() => $"{Section}: {Text}";
}
