using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Wsm.Tests;

/// <summary>The house rules of the layers: what may know what.</summary>
public sealed class ArchitectureTests
{
    private static readonly string[] Forbidden = ["System.Console", "Spectre.Console", "System.CommandLine", "wsm"];

    /// <summary>Folders that verbs share. Every other folder of the program is a verb, and verbs do not know one another.</summary>
    private static readonly HashSet<string> Nouns =
    [
        "Bundles",
        "Caching",
        "Catalogs",
        "Changes",
        "Channels",
        "ChartStores",
        "Charts",
        "CommandLine",
        "Delivery",
        "Images",
        "Inventories",
        "Relocate",
        "Serve",
        "Terminal",
        "Trust",
        "Values",
    ];

    [Fact]
    public void The_two_libraries_know_neither_each_other_nor_a_console_nor_the_program()
    {
        var oci = References("Wsm.Oci");
        var helm = References("Wsm.Helm");

        Assert.DoesNotContain("Wsm.Helm", oci);
        Assert.DoesNotContain("Wsm.Oci", helm);
        Assert.DoesNotContain(oci, Forbidden.Contains);
        Assert.DoesNotContain(helm, Forbidden.Contains);
    }

    [Fact]
    public void Wsm_Helm_knows_no_network()
    {
        Assert.DoesNotContain(References("Wsm.Helm"), name => name is "System.Net.Http" or "System.Net.Sockets" or "System.Net.Requests");
    }

    [Fact]
    public void Verbs_do_not_know_one_another()
    {
        var folders = Directory
            .GetDirectories(Path.Combine(Root(), "src", "Wsm"))
            .Select(folder => Path.GetFileName(folder)!)
            .Where(name => name is not ("bin" or "obj"))
            .ToList();
        var verbs = folders.Where(name => !Nouns.Contains(name)).ToHashSet();
        var broken =
            from verb in verbs
            from file in Directory.GetFiles(Path.Combine(Root(), "src", "Wsm", verb), "*.cs", SearchOption.AllDirectories)
            from Match use in Regex.Matches(File.ReadAllText(file), @"^using Wsm\.(\w+)", RegexOptions.Multiline)
            let other = use.Groups[1].Value
            where other != verb && verbs.Contains(other)
            select $"{Path.GetFileName(file)} of {verb} uses {other}";
        Assert.Equal([], broken);
    }

    [Fact]
    public void Only_commands_see_the_command_line_and_only_the_terminal_sees_Spectre()
    {
        var files = Directory
            .GetFiles(Path.Combine(Root(), "src", "Wsm"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/obj/"));

        var broken =
            from file in files
            let text = File.ReadAllText(file)
            where
                (text.Contains("using System.CommandLine") && !file.Contains("/CommandLine/") && !file.EndsWith("Command.cs"))
                || (text.Contains("using Spectre.Console") && !file.Contains("/Terminal/"))
            select Path.GetFileName(file);
        Assert.Equal([], broken);
    }

    private static string[] References(string assembly) =>
        [.. Assembly.Load(assembly).GetReferencedAssemblies().Select(name => name.Name!)];

    private static string Root([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", ".."));
}
