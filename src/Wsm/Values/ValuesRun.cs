using System.Text;
using System.Text.Json;
using Wsm.Catalogs;
using Wsm.Helm.Provenance;
using Wsm.Values.Explain;
using Wsm.Values.Mirrors;
using Wsm.Values.Overrides;

namespace Wsm.Values;

/// <summary>Works out every component's values, writes them, reads them back and proves them.</summary>
internal static class ValuesRun
{
    public const string ProofName = "proof.json";

    /// <exception cref="UserError">A chart does not render, a relocation is impossible, or a file cannot be written.</exception>
    public static async Task<ValuesReport> RunAsync(ValuesRequest request, CancellationToken cancellation)
    {
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
            warnings.AddRange(made.Unread.Select(key => $"{key.Source} sets {key.Path}, which no template of {component.Chart!.Name} asks for{(key.Nearest is { } near ? $"; did you mean {near}?" : ".")}"));
            var file = ValuesFiles.Write(made, request);
            files.Add(file);
            proof.AddRange(Proof.Of(made, ValuesFiles.ReadBack(made, file), targets, request.Mirror is not null, cancellation));
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
            files.AddRange(MirrorConfig.Write(kind, MirrorRule.Of(targets.Relocated.Values), request.PlainHttp));
        files.Add(new EmittedFile(ProofName, JsonSerializer.Serialize(new ProofFile { Images = proof }, ProofJson.Default.ProofFile) + "\n"));
        foreach (var file in files)
            await WriteAsync(request.OutFolder, file, cancellation);
        return new ValuesReport(files, proof, next, missing) { Warnings = warnings };
    }

    /// <summary>What each component's layers say of one value.</summary>
    /// <exception cref="UserError">A chart does not render.</exception>
    public static async Task<IReadOnlyList<ValueHistory>> ExplainAsync(ValuesRequest request, ValuePath path, CancellationToken cancellation)
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
        request.Set.Components.Where(component => component.Chart is not null && (component.Emit is not null || component.Rendered || component.Images.Any(IsFromChart)));

    /// <summary>A bundle does not say whether a chart was rendered; what was found in it does.</summary>
    private static bool IsFromChart(ResolvedImage image) => image.Origins.Any(origin => origin.Kind != OriginKind.Catalog);

    private static IEnumerable<string> AddChartsConfigMap(List<EmittedFile> files, ResolvedComponent component, ValuesRequest request)
    {
        if (!request.ChartFromConfigMap)
            return [];
        // The operator is the component beside it that is installed by helm.
        var home = request.Set.Components.FirstOrDefault(other => other.Emit?.Kind == EmitKind.Values)?.Namespace ?? "wandb";
        files.Add(ChartsConfigMap.Write(component.Chart!, home));
        return [ValuesNext.KubectlLine(ChartsConfigMap.FileName)];
    }

    /// <summary>Under its final name only when it is whole; a secret one is never readable by others, not even for a moment.</summary>
    private static async Task WriteAsync(string folder, EmittedFile file, CancellationToken cancellation)
    {
        var path = Path.Combine([folder, .. file.Name.Split('/')]);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            var partial = path + ".partial";
            File.Delete(partial);
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (file.IsSecret && !OperatingSystem.IsWindows())
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            await using (var stream = new FileStream(partial, options))
                await stream.WriteAsync(Encoding.UTF8.GetBytes(file.Text), cancellation);
            File.Move(partial, path, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"{path} cannot be written: {error.Message}", "Name another folder with --out.", cause: error);
        }
    }
}

/// <param name="Next">Commands to type now.</param>
/// <param name="Missing">What only the person can fill in, and where.</param>
internal sealed record ValuesReport(IReadOnlyList<EmittedFile> Files, IReadOnlyList<ProofEntry> Proof, IReadOnlyList<string> Next, IReadOnlyList<string> Missing)
{
    /// <summary>What the person's own values say that is replaced, or that nothing asks for.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Images that containers run and that nothing brings inside.</summary>
    public IReadOnlyList<ProofEntry> Unproved { get; } = [.. Proof.Where(entry => entry is { Status: ProofStatus.Unproved, Candidate: false })];
}
