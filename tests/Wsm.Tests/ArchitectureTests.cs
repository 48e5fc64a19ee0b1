using System.Reflection;

namespace Wsm.Tests;

/// <summary>The house rules of the layers: what may know what.</summary>
public sealed class ArchitectureTests
{
    private static readonly string[] Forbidden = ["System.Console", "Spectre.Console", "System.CommandLine", "wsm"];

    [Fact]
    public void The_two_libraries_know_neither_each_other_nor_a_console_nor_the_program()
    {
        var oci = References("Wsm.Oci");
        var helm = References("Wsm.Helm");

        Assert.DoesNotContain("Wsm.Helm", oci);
        Assert.DoesNotContain("Wsm.Oci", helm);
        Assert.Empty(oci.Intersect(Forbidden));
        Assert.Empty(helm.Intersect(Forbidden));
    }

    [Fact]
    public void Wsm_Helm_knows_no_network()
    {
        Assert.DoesNotContain(References("Wsm.Helm"), name => name is "System.Net.Http" or "System.Net.Sockets" or "System.Net.Requests");
    }

    [Fact]
    public void The_program_references_both_libraries()
    {
        var program = References("wsm");

        Assert.Contains("Wsm.Oci", program);
        Assert.Contains("Wsm.Helm", program);
    }

    private static string[] References(string assembly) => [.. Assembly.Load(assembly).GetReferencedAssemblies().Select(name => name.Name!)];
}
