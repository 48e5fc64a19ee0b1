using System.Text;
using System.Text.RegularExpressions;
using Wsm.Helm.Charts.Loading;
using Wsm.Helm.Data;

namespace Wsm.Helm.Rendering;

/// <summary>Writes a rendered chart as <c>helm template</c> prints it.</summary>
public static partial class TemplateOutput
{
    public static string Write(RenderedRelease release, TemplateOutputOptions options)
    {
        var text = new StringBuilder();
        if (options.IncludeCrds)
        {
            foreach (var crd in release.Crds)
            {
                Append(text, crd.Name, crd.Text);
            }
        }

        foreach (var document in release.Documents)
        {
            Append(text, document.Template, (string)document.Text.Data!);
        }

        var all = new StringBuilder(text.Length + 1024).Append(text.ToString().Trim()).Append('\n');
        foreach (var hook in options.Hooks ? release.Hooks : [])
        {
            if (!options.SkipTests || !hook.Hook!.IsTest)
            {
                Append(all, hook.Template, (string)hook.Text.Data!);
            }
        }

        return options.ShowOnly.Count == 0 ? all.ToString() : Only(all.ToString(), options.ShowOnly);
    }

    /// <exception cref="RenderException">A pattern names no template that gave anything.</exception>
    private static string Only(string all, IReadOnlyList<string> patterns)
    {
        var documents = DocumentSplitter.Split(Value.Of(all)).ConvertAll(document => (string)document.Data!);
        var text = new StringBuilder();
        foreach (var pattern in patterns)
        {
            var found = false;
            foreach (var document in documents)
            {
                var source = Source().Match(document);
                if (!source.Success || !PathPattern.IsMatch(pattern, source.Groups[1].Value))
                {
                    continue;
                }

                text.Append("---\n").Append(document).Append('\n');
                found = true;
            }

            if (!found)
            {
                throw new RenderException($"could not find template {pattern} in chart");
            }
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, string source, string content) =>
        text.Append("---\n# Source: ").Append(source).Append('\n').Append(content).Append('\n');

    [GeneratedRegex("# Source: [^/\n]+/([^\n]+)", RegexOptions.CultureInvariant)]
    private static partial Regex Source();
}

public sealed record TemplateOutputOptions
{
    /// <summary>The files of <c>crds/</c> too, before everything else.</summary>
    public bool IncludeCrds { get; init; }

    public bool Hooks { get; init; } = true;

    public bool SkipTests { get; init; }

    /// <summary>Only documents of these templates: patterns of paths inside the chart.</summary>
    public IReadOnlyList<string> ShowOnly { get; init; } = [];
}
