using Wsm.Oci.Registry;

namespace Wsm.Oci.Tests;

public sealed class LibraryTests
{
    [Fact]
    public void The_library_knows_neither_charts_nor_the_console()
    {
        var references = typeof(RegistryClient).Assembly.GetReferencedAssemblies().Select(assembly => assembly.Name!).ToList();
        Assert.NotEmpty(references);
        Assert.DoesNotContain(references, name =>
            name.StartsWith("Wsm", StringComparison.Ordinal)
            || name.StartsWith("Spectre", StringComparison.Ordinal)
            || name is "System.Console" or "System.CommandLine" or "YamlDotNet"
        );
    }
}
