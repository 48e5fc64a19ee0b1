using Wsm.Helm.Charts;
using Wsm.Helm.Charts.Dependencies;
using Wsm.Helm.Data;
using Wsm.Helm.Provenance;
using Wsm.Helm.Rendering.Objects;
using Wsm.Helm.Templates.Evaluation;
using Wsm.Helm.Templates.Functions;
using Wsm.Helm.Templates.Syntax;
using Wsm.Helm.Values.Merging;
using Wsm.Helm.Versions;

namespace Wsm.Helm.Rendering;

/// <summary>Renders charts as <c>helm template</c> does.</summary>
public sealed class Renderer
{
    private const string NotesSuffix = "NOTES.txt";

    private readonly RenderRequest _request;
    private readonly Action<string> _warn;
    private readonly CancellationToken _cancellation;
    private readonly ReadLog _reads = new();

    private Renderer(RenderRequest request, CancellationToken cancellation)
    {
        _request = request;
        _warn = request.Warn ?? (static _ => { });
        _cancellation = cancellation;
    }

    /// <exception cref="RenderException">Helm would refuse as well: values, schema, Kubernetes version, a template, or what it
    /// gave.</exception>
    /// <exception cref="OperationCanceledException" />
    public static RenderedRelease Render(Chart chart, RenderRequest request, CancellationToken cancellation = default) =>
        DeepStack.Run(() => new Renderer(request, cancellation).Render(chart));

    private RenderedRelease Render(Chart chart)
    {
        if (chart.Metadata.Type is not ("" or "application"))
        {
            throw new RenderException($"{chart.Metadata.Type} charts are not installable");
        }

        CheckDependencies(chart);
        ReleaseNames.Check(_request.ReleaseName);
        var root = Attempt("chart dependencies processing failed: ", () =>
            new DependencyResolver(_request.EnableAllDependencies, _warn).Resolve(chart, _request.Values)
        );
        var templates = new TemplateSet(FunctionTable.Helm);
        // What the values come to and what the templates say does not depend on one another.
        var parsing = Task.Run(() => templates.ParseAhead(ChartScope.FilesOf(root).Select(file => file.Text)), _cancellation);
        var values = Attempt("", () => new ValuesMerger(_request.TraceProvenance, _warn).Coalesce(root, _request.Values));
        CheckSchemas(root, values);
        CheckKubeVersion(chart.Metadata);
        var shown = ValueCopy.Of(values);
        if (_request.TraceProvenance)
        {
            values.Watch(_reads);
        }

        parsing.GetAwaiter().GetResult();
        var sorter = new DocumentSorter();
        var notes = "";
        foreach (var file in Execute(root, values, templates))
        {
            if (file.Documents is not null)
            {
                sorter.Add(file.Documents.GetAwaiter().GetResult());
            }
            else if (file.Name == $"{root.Name}/templates/{NotesSuffix}")
            {
                notes = (string)file.Text.Data!;
            }
        }

        return new RenderedRelease
        {
            Documents = sorter.Documents,
            Hooks = sorter.Hooks,
            Crds = CrdFiles.Of(root),
            Notes = notes,
            Values = shown,
            Metadata = root.Metadata,
            Defaults = root.Defaults,
            ReadLog = _reads,
        };
    }

    private static T Attempt<T>(string step, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (ValuesException wrong)
        {
            throw new RenderException(step + wrong.Message, wrong);
        }
    }

    private static void CheckDependencies(Chart chart)
    {
        var missing = (chart.Metadata.Dependencies ?? [])
            .Where(needed => !chart.Dependencies.Any(present => present.Name == needed!.Name))
            .Select(needed => needed!.Name)
            .ToList();
        if (missing.Count > 0)
        {
            throw new RenderException(
                "an error occurred while checking for chart dependencies. You may need to run `helm dependency build` to fetch missing "
                    + "dependencies: "
                    + $"found in Chart.yaml, but missing in charts/ directory: {string.Join(", ", missing)}"
            );
        }
    }

    private void CheckSchemas(ChartInstance root, MapValue values)
    {
        if (_request.SkipSchemaValidation)
        {
            return;
        }

        var problems = SchemaCheck.Run(root, values, _warn);
        if (problems.Length > 0)
        {
            throw new RenderException($"values don't meet the specifications of the schema(s) in the following chart(s):\n{problems}");
        }
    }

    private void CheckKubeVersion(ChartMetadata metadata)
    {
        var wanted = metadata.KubeVersion;
        if (wanted.Length > 0 && !VersionConstraint.Contains(wanted, _request.KubeVersion.Normalized))
        {
            throw new RenderException(
                $"chart requires kubeVersion: {wanted} which is incompatible with Kubernetes {_request.KubeVersion.Version}"
            );
        }
    }

    /// <summary>Runs every template that is no partial.</summary>
    /// <returns>What they gave, by file, in the order of paths.</returns>
    private List<RenderedFile> Execute(ChartInstance root, MapValue values, TemplateSet set)
    {
        var scope = ChartScope.Of(
            root,
            values,
            Value.Of(Release()),
            new Value(
                new CapabilitiesObject(
                    _request.KubeVersion,
                    _request.HasOnlyApiVersions ? _request.ApiVersions : [.. ApiVersions.Default, .. _request.ApiVersions]
                )
            )
        );
        var names = scope.Templates.Keys.ToArray();
        Array.Sort(names, TemplateOrder.Instance);
        var session = new RenderSession
        {
            Limits = _request.Limits,
            Clock = _request.Clock,
            Random = _request.Random,
            Secrets = _request.Secrets,
            Lookup = _request.Lookup,
            Trace = _request.TraceProvenance,
            Cancellation = _cancellation,
        };
        try
        {
            foreach (var name in names)
            {
                set.Parse(name, scope.Templates[name].File.Text);
            }

            var rendered = new List<RenderedFile>(names.Length);
            foreach (var name in names)
            {
                var template = scope.Templates[name];
                if (template.IsPartial)
                {
                    continue;
                }

                template.Dot["Template"] = Value.Of(TemplateInfo(name, template.BasePath));
                try
                {
                    rendered.Add(
                        RenderedFile.Of(
                            name,
                            NoValue.Blank(set.Execute(name, Value.Of(template.Dot.WithTypeName(GoTypeNames.ChartValues)), session))
                        )
                    );
                }
                catch (TemplateException failure) when (_request.OnFailure is { } report)
                {
                    report(name, TemplateFailure.Describe(failure, _reads));
                }
            }

            rendered.Sort(static (a, b) => GoStringOrder.Instance.Compare(a.Name, b.Name));
            return rendered;
        }
        catch (TemplateException failure)
        {
            throw TemplateFailure.Describe(failure, _reads);
        }
    }

    private static MapValue TemplateInfo(string name, string basePath)
    {
        var info = new MapValue(2) { TypeName = GoTypeNames.ChartValues };
        info["Name"] = Value.Of(name);
        info["BasePath"] = Value.Of(basePath);
        return info;
    }

    private MapValue Release()
    {
        var release = new MapValue(6);
        release["Name"] = Value.Of(_request.ReleaseName);
        release["Namespace"] = Value.Of(_request.Namespace);
        release["IsUpgrade"] = Value.Of(_request.IsUpgrade);
        release["IsInstall"] = Value.Of(!_request.IsUpgrade);
        release["Revision"] = Value.OfInt(_request.Revision);
        release["Service"] = Value.Of("Helm");
        return release;
    }

    /// <param name="Name">The template's.</param>
    /// <param name="Text">What it gave.</param>
    /// <param name="Documents">What is in it, read while the next templates run; null for notes.</param>
    private sealed record RenderedFile(string Name, Value Text, Task<List<RenderedDocument>>? Documents)
    {
        public static RenderedFile Of(string name, Value text) =>
            new(name, text, name.EndsWith(NotesSuffix, StringComparison.Ordinal) ? null : Task.Run(() => DocumentSorter.Read(name, text)));
    }
}
