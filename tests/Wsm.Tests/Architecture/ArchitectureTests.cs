using System.Reflection;
using Microsoft.CodeAnalysis;

namespace Wsm.Tests.Architecture;

/// <summary>The house rules: what may know what. docs/architecture.md tells why.</summary>
public sealed class ArchitectureTests
{
    /// <summary>Each project with those that it may use.</summary>
    private static readonly Dictionary<string, string[]> Layers = new()
    {
        ["Wsm.Oci"] = [],
        ["Wsm.Helm"] = [],
        ["Wsm.Product"] = ["Wsm.Oci", "Wsm.Helm"],
        ["Wsm.Bundles"] = ["Wsm.Product", "Wsm.Oci", "Wsm.Helm"],
        ["Wsm.Kubernetes"] = ["Wsm.Helm"],
        ["Wsm.Site"] = ["Wsm.Kubernetes", "Wsm.Bundles", "Wsm.Product", "Wsm.Oci", "Wsm.Helm"],
        ["Wsm"] = ["Wsm.Site", "Wsm.Kubernetes", "Wsm.Bundles", "Wsm.Product", "Wsm.Oci", "Wsm.Helm"],
    };

    private static readonly string[] Forbidden = ["System.Console", "Spectre.Console", "System.CommandLine", "wsm"];

    private static SourceGraph Graph => SourceGraph.Instance;

    private static IEnumerable<string> Libraries => Layers.Keys.Where(project => project != "Wsm");

    [Fact]
    public void Projects_use_only_the_layers_below_them()
    {
        var broken = Graph
            .Uses.Where(use => use.From.Project != use.To.Project && !Layers[use.From.Project].Contains(use.To.Project))
            .Select(use => $"{use.From.Folder}/{use.From.Name} uses {use.Type} of {use.To.Project}");
        Assert.Equal([], broken);
    }

    [Fact]
    public void Libraries_know_no_console_and_no_command_line()
    {
        var broken =
            from library in Libraries
            from reference in Assembly.Load(library).GetReferencedAssemblies()
            where Forbidden.Contains(reference.Name)
            select $"{library} refers to {reference.Name}";
        Assert.Equal([], broken);
    }

    [Fact]
    public void Wsm_Helm_knows_no_network() =>
        Assert.DoesNotContain(Assembly.Load("Wsm.Helm").GetReferencedAssemblies(), reference =>
            reference.Name is "System.Net.Http" or "System.Net.Sockets" or "System.Net.Requests"
        );

    [Fact]
    public void Folders_of_a_project_have_no_circles()
    {
        var inside = Graph.Uses.Where(use => use.From.Project == use.To.Project).ToList();
        var circles = Circles.In([.. inside.Select(use => (use.From.Folder, use.To.Folder)).Distinct()]);
        Assert.Equal([], circles.Select(circle => string.Join("", circle.Zip(circle.Skip(1), (from, to) => Step(inside, from, to)))));
    }

    [Fact]
    public void Circles_are_found()
    {
        (string, string)[] edges = [("a", "b"), ("b", "c"), ("c", "b"), ("c", "c"), ("d", "a"), ("x", "y"), ("y", "z"), ("z", "x")];

        Assert.Equal(["b c b", "x y z x"], Circles.In(edges).Select(circle => string.Join(' ', circle)));
    }

    [Fact]
    public void Commands_do_not_know_one_another()
    {
        var broken = Graph
            .Uses.Where(use => Command(use.From) is { } from && Command(use.To) is { } to && from != to)
            .Select(use => $"{use.From.Folder}/{use.From.Name} uses {use.Type} of {use.To.Folder}");
        Assert.Equal([], broken);
    }

    [Fact]
    public void Public_means_used_by_another_project()
    {
        var exposed = Exposed();
        var broken = Graph
            .Types.Where(type => Graph.FileOf(type).Project != "Wsm")
            .Where(type => type.DeclaredAccessibility == Accessibility.Public && !exposed.Contains(type))
            .Select(type => $"{Graph.FileOf(type).Folder}/{type.Name} is public, and nobody outside uses it");
        Assert.Equal([], broken);
    }

    [Fact]
    public void Only_commands_see_the_command_line_and_only_the_terminal_sees_Spectre()
    {
        var broken =
            from file in Directory.EnumerateFiles(Path.Combine(SourceGraph.Root, "src", "Wsm"), "*.cs", SearchOption.AllDirectories)
            where !file.Contains("/obj/", StringComparison.Ordinal)
            let source = new SourceFile(SourceGraph.Root, file)
            let text = File.ReadAllText(file)
            where
                (text.Contains("using System.CommandLine") && !MaySeeTheCommandLine(source))
                || (text.Contains("using Spectre.Console") && !source.Folder.StartsWith("Wsm/Terminal", StringComparison.Ordinal))
            select $"{source.Folder}/{source.Name}";
        Assert.Equal([], broken);
    }

    private static bool MaySeeTheCommandLine(SourceFile file) =>
        file.Folder is "Wsm" or "Wsm/CommandLine" || file.Name.EndsWith("Command.cs", StringComparison.Ordinal);

    private static string? Command(SourceFile file) => file.Folder.Split('/') is ["Wsm", "Commands", var command, ..] ? command : null;

    private static string Step(IEnumerable<TypeUse> uses, string from, string to)
    {
        var types = uses.Where(use => use.From.Folder == from && use.To.Folder == to).Select(use => use.Type).Distinct().Order().Take(5);
        return $"{from} uses {string.Join(", ", types)} of {to}; ";
    }

    /// <summary>What other projects name, and what stands in the visible members of those types, on and on.</summary>
    private static HashSet<INamedTypeSymbol> Exposed()
    {
        var named = Graph.Uses.Where(use => use.From.Project != use.To.Project).Select(use => (use.To.Path, use.Type)).ToHashSet();
        var exposed = new HashSet<INamedTypeSymbol>(SymbolEqualityComparer.Default);
        var queue = new Queue<INamedTypeSymbol>(Graph.Types.Where(type => named.Contains((Graph.FileOf(type).Path, type.Name))));
        while (queue.TryDequeue(out var type))
        {
            if (exposed.Add(type))
            {
                foreach (var part in Signatures.Of(type))
                {
                    queue.Enqueue(part);
                }
            }
        }

        return exposed;
    }
}
