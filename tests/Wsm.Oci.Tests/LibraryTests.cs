using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
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

    /// <summary>What to type is the program's business: the library names causes.</summary>
    [Fact]
    public void The_library_speaks_of_no_option_and_no_command_of_the_program()
    {
        var files = Directory.GetFiles(Source(), "*.cs", SearchOption.AllDirectories).Where(file => !file.Contains("/obj/")).ToList();
        var words =
            from file in files
            from Match word in Regex.Matches(File.ReadAllText(file), @"--[a-z][a-z-]+|\bwsm [a-z]+")
            select $"{Path.GetFileName(file)}: {word.Value}";
        Assert.NotEmpty(files);
        Assert.Equal([], words);
    }

    private static string Source([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "src", "Wsm.Oci"));
}
