using Wsm.Catalogs;
using Wsm.Helm.Provenance;
using Wsm.Values.Explain;
using Wsm.Values.Mirrors;
using Wsm.Values.Overrides;
using Wsm.Values.Presence;

namespace Wsm.Values;

/// <summary>Works out every component's values, writes them, reads them back and proves them.</summary>
internal static class ValuesRun
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
            throw UserError.Usage(
                "The custom resource must say where the operator finds its chart.",
                "Give the chart store's address as the cluster knows it: --charts (http(s)://… or oci://…), --charts-url where that is another one, or --chart-source configmap."
            );
        var targets = new ImageTargets(request.Relocation, request.Held, request.ByDigest);
        var files = new List<EmittedFile>();
        var proof = new List<ProofEntry>();
        var next = new List<string>();
        var missing = new List<string>();
        var warnings = new List<string>();
        foreach (var component in Charts(request))
        {
            var made = await Task.Run(() => ComponentValues.Make(component, request, targets, cancellation), cancellation);
            warnings.AddRange(made.Overruled);
            warnings.AddRange(
                made.Unpinned.Select(image =>
                    $"{image} is named by its tag only: {component.Chart!.Name} has no value through which its digest could stand there and nowhere else."
                )
            );
            warnings.AddRange(
                made.Unread.Select(key =>
                    $"{key.Source} sets {key.Path}, which no template of {component.Chart!.Name} asks for{(key.Nearest is { } near ? $"; did you mean {near}?" : ".")}"
                )
            );
            var file = ValuesFiles.Write(made, request);
            files.Add(file);
            var shown = Proof.Of(
                made,
                ValuesFiles.ReadBack(made, file),
                targets,
                request.Mirror is not null,
                request.PullSecrets,
                cancellation
            );
            proof.AddRange(shown.Entries);
            warnings.AddRange(
                shown.WithoutPullSecret.Select(pod =>
                    $"{pod.Document} of {component.Chart!.Name} does not get the pull secret, for its chart has no value that gives it one; let its service account '{pod.Account}' have it, or the nodes."
                )
            );
            if (component.Emit?.Kind == EmitKind.WeightsAndBiases)
            {
                missing.AddRange(CustomResource.Missing(made).Select(item => $"spec.values.{item.Path} in {file.Name}: {item.Meaning}"));
                next.AddRange(AddChartsConfigMap(files, component, request));
                next.Add(ValuesNext.KubectlLine(file.Name));
            }
            else
            {
                next.Add(ValuesNext.HelmLine(component, request));
            }
        }

        if (request.Mirror is { } kind)
        {
            next.Insert(0, ValuesNext.MirrorLine(kind));
            files.AddRange(MirrorConfig.Write(kind, MirrorRule.Of(targets.Relocated.Values), request.PlainHttp));
        }

        return new ValuesReport(files, proof, next, missing) { Warnings = warnings };
    }

    /// <summary>What each component's layers say of one value.</summary>
    /// <exception cref="UserError">A chart does not render.</exception>
    public static async Task<IReadOnlyList<ValueHistory>> ExplainAsync(
        ValuesRequest request,
        ValuePath path,
        CancellationToken cancellation
    )
    {
        var targets = new ImageTargets(request.Relocation, request.Held, request.ByDigest);
        var histories = new List<ValueHistory>();
        foreach (var component in Charts(request))
        {
            var made = await Task.Run(() => ComponentValues.Make(component, request, targets, cancellation), cancellation);
            histories.Add(ValueHistory.Of(made, request.LayersOf(component), path));
        }

        return histories;
    }

    private static IEnumerable<ResolvedComponent> Charts(ValuesRequest request) =>
        request.Set.Components.Where(component =>
            component.Chart is not null && (component.Emit is not null || component.Rendered || component.Images.Any(IsFromChart))
        );

    /// <summary>A bundle does not say whether a chart was rendered; what was found in it does.</summary>
    private static bool IsFromChart(ResolvedImage image) => image.Origins.Any(origin => origin.Kind != OriginKind.Catalog);

    private static Task<RegistryCheck> AskAsync(ValuesRequest request, CancellationToken cancellation) =>
        request.Question is { } question
            ? RegistryProbe.AskAsync(question, request.Relocation, request.ByDigest, cancellation)
            : Task.FromResult(RegistryCheck.None);

    private static async Task<ValuesReport> WriteAsync(ValuesReport report, ValuesRequest request, CancellationToken cancellation)
    {
        var whole = report with { Files = [.. report.Files, new EmittedFile(ProofFile.FileName, report.ProofFile.ToJson() + "\n")] };
        foreach (var file in whole.Files)
            await ValuesWriter.WriteAsync(request.OutFolder, file, cancellation);
        return whole;
    }

    private static IEnumerable<string> AddChartsConfigMap(List<EmittedFile> files, ResolvedComponent component, ValuesRequest request)
    {
        if (!request.ChartFromConfigMap)
            return [];
        files.Add(ChartsConfigMap.Write(component.Chart!, request.OperatorNamespace));
        return [ValuesNext.KubectlLine(ChartsConfigMap.FileName)];
    }
}
