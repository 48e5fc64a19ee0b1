using Wsm.Helm.Provenance;
using Wsm.Product.Artifacts;
using Wsm.Product.Catalogs;
using Wsm.Product.Failures;
using Wsm.Product.Resolving;
using Wsm.Site.Artifacts;
using Wsm.Site.ChartStores;
using Wsm.Site.Values.Emission;
using Wsm.Site.Values.Explain;
using Wsm.Site.Values.Keeping;
using Wsm.Site.Values.Overrides;
using Wsm.Site.Values.Presence;
using Wsm.Site.Values.Proving;
using Wsm.Site.Values.Requests;
using Wsm.Site.WeightsAndBiases;

namespace Wsm.Site.Values;

/// <summary>Works out every component's values, writes them, reads them back and proves them.</summary>
public static class ValuesRun
{
    /// <summary>The whole of it: the charts are worked through while the registry is asked.</summary>
    /// <exception cref="UserError">A chart does not render, a relocation is impossible, or a file cannot be written.</exception>
    public static async Task<ValuesReport> RunAsync(ValuesRequest request, CancellationToken cancellation)
    {
        var asked = AskAsync(request, cancellation);
        var making = MakeAsync(request, cancellation);
        await Task.WhenAll(asked, making);
        return await WriteAsync((await making).With(await asked), request, cancellation);
    }

    /// <summary>Asks the registry and writes what was worked out before.</summary>
    /// <exception cref="UserError">A file cannot be written.</exception>
    public static async Task<ValuesReport> FinishAsync(ValuesReport made, ValuesRequest request, CancellationToken cancellation) =>
        await WriteAsync(made.With(await AskAsync(request, cancellation)), request, cancellation);

    /// <summary>Works out and proves every file; writes nothing, and asks nobody.</summary>
    /// <exception cref="UserError">A chart does not render, or a relocation is impossible.</exception>
    public static async Task<ValuesReport> MakeAsync(ValuesRequest request, CancellationToken cancellation)
    {
        if (request.LacksChartSource)
        {
            throw UserError.Usage(
                "The custom resource must say where the operator finds its chart.",
                "Give the chart store's address as the cluster knows it: --charts (http(s)://… or oci://…), --charts-url where that is "
                    + "another one, or --chart-source configmap."
            );
        }

        CheckOperator(request);
        if (request.Resource is { } resource)
        {
            request = request with { Set = resource.ApplyTo(request.Set) };
        }

        (request, var typed) = TypedValues.AddTo(request, [.. Charts(request), .. Artifacts(request)]);
        ThrowIfRefused(request);
        var maker = new ValuesMaker(request, typed);
        maker.AddCharts(await MakeChartsAsync(request, maker.Targets, cancellation), cancellation);
        foreach (var component in request.Set.Components.Where(component => component.Manifests is not null))
        {
            await Task.Run(() => maker.AddManifests(component), cancellation);
        }

        maker.WarnOfLists();
        foreach (var component in Artifacts(request))
        {
            maker.AddArtifact(component);
        }

        await maker.AddMirrorsAsync(cancellation);
        return maker.Report();
    }

    private static async Task<IReadOnlyList<ComponentValues>> MakeChartsAsync(
        ValuesRequest request,
        ImageTargets targets,
        CancellationToken cancellation
    )
    {
        var made = new List<ComponentValues>();
        foreach (var component in Charts(request))
        {
            made.Add(await Task.Run(() => ComponentValues.Make(component, request, targets, cancellation), cancellation));
        }

        return made;
    }

    /// <summary>A resource that its operator cannot read is not worth writing.</summary>
    /// <exception cref="UserError">The chart comes from an OCI registry, and the operator does not know such.</exception>
    private static void CheckOperator(ValuesRequest request)
    {
        if (
            request is { ChartsAreOci: true, ChartFromConfigMap: false }
            && request.Set.Components.Any(component => component.Emit?.Kind == EmitKind.WeightsAndBiases)
            && OperatorVersion.In(request.Set) is { } version
            && version.CompareTo(OperatorVersion.FirstWithOci) < 0
        )
        {
            throw UserError.Usage(
                $"The operator of this bundle is {version}, and operators before {OperatorVersion.FirstWithOci} take no chart "
                    + "from an OCI registry: "
                    + "they would leave the resource at InvalidConfig.",
                "Let the chart come from a ConfigMap (--chart-source configmap), or from a chart repository (--charts or --charts-url with "
                    + "https://…)."
            );
        }
    }

    /// <summary>What each component's layers say of one value.</summary>
    /// <exception cref="UserError">A chart does not render.</exception>
    public static async Task<IReadOnlyList<ValueHistory>> ExplainAsync(
        ValuesRequest request,
        ValuePath path,
        CancellationToken cancellation
    )
    {
        (request, _) = TypedValues.AddTo(request, Charts(request));
        var made = await MakeChartsAsync(request, new ImageTargets(request.Relocation, request.Held, request.ByDigest), cancellation);
        return [.. made.Select(values => ValueHistory.Of(values, request.LayersOf(values.Component), path))];
    }

    /// <summary>A command that helm refuses is of no use to anybody.</summary>
    private static void ThrowIfRefused(ValuesRequest request)
    {
        if (request.Charts is not { } store || !store.StartsWith("oci://", StringComparison.OrdinalIgnoreCase))
        {
            return;
        }

        foreach (var chart in Charts(request).Select(component => component.Chart!))
        {
            if (OciChartStore.RefusalOf(store, chart.Name, chart.Version) is { } refusal)
            {
                throw refusal;
            }
        }
    }

    private static IEnumerable<ResolvedComponent> Charts(ValuesRequest request) =>
        request.Set.Components.Where(component =>
            component.Chart is not null && (component.Emit is not null || component.Rendered || component.Images.Any(IsFromChart))
        );

    private static IEnumerable<ResolvedComponent> Artifacts(ValuesRequest request) =>
        request.Set.Components.Where(component => component.Artifact is not null);

    /// <summary>A bundle does not say whether a chart was rendered; what was found in it does.</summary>
    private static bool IsFromChart(ResolvedImage image) => image.Origins.Any(origin => origin.Kind != OriginKind.Catalog);

    private static Task<RegistryCheck> AskAsync(ValuesRequest request, CancellationToken cancellation) =>
        request.Question is { } question
            ? RegistryProbe.AskAsync(WithCopies(question, request), request.Relocation, request.ByDigest, cancellation)
            : Task.FromResult(RegistryCheck.None);

    /// <summary>What was made anew at the push is asked for too.</summary>
    private static PresenceQuery WithCopies(PresenceQuery question, ValuesRequest request)
    {
        var digests = question.Images.ToDictionary(image => image.Source, image => image.Digest);
        var artifacts = request.Set.Components.Select(component => component.Artifact).OfType<ResolvedArtifact>();
        return question with
        {
            Images =
            [
                .. question.Images,
                .. ArtifactCopies.Of(artifacts, request.Relocation, digests).Select(copy => (copy.Relocated.Source, copy.Root.Digest)),
            ],
        };
    }

    private static async Task<ValuesReport> WriteAsync(ValuesReport report, ValuesRequest request, CancellationToken cancellation)
    {
        var whole = report with { Files = [.. report.Files, new EmittedFile(ProofFile.FileName, report.ProofFile.ToJson() + "\n")] };
        var written = new WrittenFiles(request.OutFolder);
        foreach (var file in whole.Files)
        {
            if (written.Changed(file.Name) is { } texts && texts.Now != file.Text)
            {
                ValuesWriter.Write(request.OutFolder, new EmittedFile(file.Name + WrittenFiles.OldSuffix, texts.Now, IsSecret: true));
            }

            ValuesWriter.Write(request.OutFolder, file);
            ValuesWriter.Write(request.OutFolder, new EmittedFile(WrittenFiles.OriginalOf(file.Name), file.Text, IsSecret: true));
        }

        return whole;
    }
}
