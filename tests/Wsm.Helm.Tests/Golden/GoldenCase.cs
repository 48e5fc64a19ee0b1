using System.Runtime.CompilerServices;
using Wsm.Helm.Charts;
using Wsm.Helm.Charts.Loading;
using Wsm.Helm.Rendering;
using Wsm.Helm.Rendering.Objects;
using Wsm.Helm.Values;
using Wsm.Helm.Values.Merging;

namespace Wsm.Helm.Tests.Golden;

/// <summary>One line of cases.txt: arguments of <c>helm template</c>, understood as the program understands them.</summary>
internal sealed class GoldenCase
{
    public static readonly string Folder = FolderOf();

    private static readonly string[] Charts = ["shop", "broken", "orphan"];

    private GoldenCase(string name, string[] arguments)
    {
        Name = name;
        Arguments = [.. arguments.Select(static word => Charts.Contains(word.Split('/')[0]) ? "./charts/" + word : word)];
    }

    public string Name { get; }

    public string[] Arguments { get; }

    public static IReadOnlyList<GoldenCase> All { get; } =
    [.. File.ReadAllLines(Path.Combine(Folder, "cases.txt")).Where(static line => line.Length > 0 && line[0] != '#').Select(Parse)];

    public static GoldenCase Named(string name) => All.Single(one => one.Name == name);

    /// <summary>What Wsm.Helm prints, or the error as helm words it.</summary>
    public string Run(RenderRequest? with = null)
    {
        var request = with ?? new RenderRequest();
        var values = new UserValues { ReadFile = static name => File.ReadAllText(Path.Combine(Folder, name)) };
        var output = new TemplateOutputOptions();
        var words = new List<string>();
        for (var i = 0; i < Arguments.Length; i++)
        {
            var word = Arguments[i];
            switch (word)
            {
                case "-n":
                    request = request with { Namespace = Arguments[++i] };
                    break;
                case "--set":
                    values = values with { Set = [.. values.Set, Arguments[++i]] };
                    break;
                case "--set-string":
                    values = values with { SetString = [.. values.SetString, Arguments[++i]] };
                    break;
                case "--set-json":
                    values = values with { SetJson = [.. values.SetJson, Arguments[++i]] };
                    break;
                case "-f":
                    values = values with { Files = [.. values.Files, ReadValues(Arguments[++i])] };
                    break;
                case "-a":
                    request = request with { ApiVersions = Arguments[++i].Split(',') };
                    break;
                case "-s":
                    output = output with { ShowOnly = [.. output.ShowOnly, Arguments[++i]] };
                    break;
                case "--kube-version":
                    request = request with { KubeVersion = Version(Arguments[++i]) };
                    break;
                case "--include-crds":
                    output = output with { IncludeCrds = true };
                    break;
                case "--skip-tests":
                    output = output with { SkipTests = true };
                    break;
                case "--no-hooks":
                    output = output with { Hooks = false };
                    break;
                case "--is-upgrade":
                    request = request with { IsUpgrade = true };
                    break;
                case "--skip-schema-validation":
                    request = request with { SkipSchemaValidation = true };
                    break;
                default:
                    words.Add(word);
                    break;
            }
        }

        if (words.Count == 2)
        {
            request = request with { ReleaseName = words[0] };
        }

        try
        {
            var chart = new ChartLoader().Load(Path.Combine(Folder, words[^1]));
            return TemplateOutput.Write(Renderer.Render(chart, request with { Values = values.Build(request.TraceProvenance) }), output);
        }
        catch (Exception refusal) when (refusal is RenderException or ChartException or ValuesException)
        {
            return $"Error: {refusal.Message}";
        }
    }

    private static ValuesFile ReadValues(string name) => new(name, File.ReadAllText(Path.Combine(Folder, name)));

    private static KubeVersion Version(string text) =>
        KubeVersion.TryParse(text, out var version) ? version : throw new ArgumentException(text);

    private static GoldenCase Parse(string line)
    {
        var colon = line.IndexOf(':');
        return new GoldenCase(line[..colon], line[(colon + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    private static string FolderOf([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
