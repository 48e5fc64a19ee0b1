using Wsm.Helm.Data;
using Wsm.Product.Catalogs;
using Wsm.Product.Failures;
using Wsm.Product.Finding;
using Wsm.Product.Resolving;
using Wsm.Product.Wording;
using Wsm.Site.Values.Emission;
using Wsm.Site.Values.Keeping;
using Wsm.Site.Values.Kustomizations;
using Wsm.Site.Values.Mirrors;
using Wsm.Site.Values.Overrides;
using Wsm.Site.Values.Proving;
using Wsm.Site.Values.Requests;
using Wsm.Site.WeightsAndBiases.Resources;

namespace Wsm.Site.Values;

/// <summary>
/// Gathers what comes of a product's components: files, their proof, the commands to type, and what only the person knows.
/// </summary>
/// <param name="typed">By component: what a person typed into the files of an earlier run.</param>
internal sealed class ValuesMaker(ValuesRequest request, IReadOnlyDictionary<string, TypedValues> typed)
{
    private readonly List<EmittedFile> _files = [];
    private readonly List<ProofEntry> _proof = [];
    private readonly List<string> _next = [];
    private readonly List<string> _mirrorCommands = [];
    private readonly List<string> _missing = [];
    private readonly List<string> _warnings = [];

    public ImageTargets Targets { get; } = new(request.Relocation, request.Held, request.ByDigest);

    private bool IsMirrored => request.Mirror is not null;

    public void AddCharts(IReadOnlyList<ComponentValues> all, CancellationToken cancellation)
    {
        foreach (var made in all)
        {
            _warnings.AddRange(WarningsOf(made, all));
            AddChart(made, cancellation);
        }
    }

    private void AddChart(ComponentValues made, CancellationToken cancellation)
    {
        var component = made.Component;
        var changed = typed.GetValueOrDefault(component.Name);
        var file = ValuesFiles.Write(made, request, changed?.Around ?? new MapValue());
        Add(file, changed, made.Values);
        var shown = Proof.Of(made, ValuesFiles.ReadBack(made, file), Targets, IsMirrored, request.PullSecrets, cancellation);
        _proof.AddRange(shown.Entries);
        _warnings.AddRange(
            shown.WithoutPullSecret.Select(pod =>
                $"{pod.Document} of {component.Chart!.Name} does not get the pull secret, for its chart has no value that gives it "
                + $"one; let its service account '{pod.Account}' have it, or the nodes."
            )
        );
        AskForWithheld(component, made.Values, path => $"{path} of {component.Chart!.Name}");
        if (component.Emit?.Kind != EmitKind.WeightsAndBiases)
        {
            _next.Add(InstallCommands.HelmLine(made, request));
            return;
        }

        _missing.AddRange(
            PersonalSettings.Missing(made.Values, made.Whole).Select(item => $"spec.values.{item.Path} in {file.Name}: {item.Meaning}")
        );
        AddChartsConfigMap(component);
        _next.Add(InstallCommands.KubectlLine(file.Name));
    }

    public void AddManifests(ResolvedComponent component)
    {
        var made = RelocatedManifests.Make(component, Targets, IsMirrored);
        _files.AddRange(made.Files);
        _proof.AddRange(made.Proof);
        _warnings.AddRange(
            made.WithoutPullSecret(request.PullSecrets)
                .Select(pod =>
                    $"{pod.Document} of '{component.Name}' does not get the pull secret; let its service account "
                    + $"'{pod.Account}' have it, or "
                    + "the nodes."
                )
        );
        if (made.IsApplied)
        {
            _next.Add(InstallCommands.KustomizeLine(made.Folder));
        }

        if (made.CreatedFile is { } created)
        {
            _next.Add(InstallCommands.CreateLine(created));
        }
    }

    public void AddArtifact(ResolvedComponent component)
    {
        _proof.AddRange(ArtifactProof.Of(component, request));
        if (component.Emit is null)
        {
            return;
        }

        var server = ServerResource.Make(component, request);
        var changed = typed.GetValueOrDefault(component.Name);
        var file = server.Write(request.Resource, changed?.Around ?? new MapValue());
        Add(file, changed, server.Spec);
        AskForWithheld(component, server.Spec, path => $"spec.{path} in {file.Name}");
        _missing.AddRange(server.Missing.Select(item => $"spec.{item.Path} in {file.Name}: {item.Meaning}"));
        if (ArtifactMounts.AreWanted(component.Artifact!, request))
        {
            var files = ArtifactMounts.Write(component, request);
            _files.Add(files);
            _next.Add(InstallCommands.ServerSideLine(files.Name));
        }
        else if (request.PlainHttp)
        {
            _warnings.Add(
                "the operator reads its list of images over TLS only, and this registry speaks plain HTTP: the resource will find no "
                    + "list there"
            );
        }

        _next.Add(InstallCommands.ServerSideLine(file.Name));
    }

    /// <summary>Nothing is written for what starts the images of a list.</summary>
    public void WarnOfLists() =>
        _warnings.AddRange(
            request
                .Set.Components.Select(component => (component.Name, Images: component.Images.Where(IsListed).ToList()))
                .Where(component => component.Images.Count > 0)
                .Select(component =>
                    $"{Counted.Text(component.Images.Count, "image")} of '{component.Name}' "
                    + $"{(component.Images.Count == 1 ? "stands" : "stand")} in a list, a compose file, an archive or a "
                    + "cluster; no "
                    + "values are written for what starts them, and nothing is proved of it."
                )
        );

    /// <exception cref="UserError">The nodes' configuration cannot express where some image went, or no login for it is found.</exception>
    public async Task AddMirrorsAsync(CancellationToken cancellation)
    {
        if (request.Mirror is not { } kind)
        {
            return;
        }

        var rules = MirrorRule.Of(Targets.Relocated.Values);
        var access = new MirrorAccess { PlainHttp = request.PlainHttp, Authority = request.RegistryAuthority };
        access = request.WritesMirrorCredentials
            ? access with
            {
                Logins = await MirrorLogins.FindAsync(rules, request.Credentials, cancellation),
            }
            : access with
            {
                Withheld = await MirrorLogins.HostsAsync(rules, request.Credentials, cancellation),
            };
        _files.AddRange(MirrorConfig.Write(kind, rules, access));
        _mirrorCommands.AddRange(MirrorCommands.For(kind, access));
        _warnings.AddRange(access.Warnings(rules));
    }

    /// <exception cref="UserError">A file of somebody else's would be overwritten.</exception>
    public ValuesReport Report()
    {
        _next.InsertRange(0, [.. _mirrorCommands, .. InstallCommands.LoginLines(request, SecretNamespace())]);
        new WrittenFiles(request.OutFolder).RefuseForeign(_files);
        return new ValuesReport(_files, [.. _proof.Select(entry => NotCarried.Explain(entry, request.Set))], _next, _missing)
        {
            Warnings = _warnings,
            Cluster = ProofCluster.Of(request.Set),
        };
    }

    private void Add(EmittedFile file, TypedValues? changed, MapValue written)
    {
        _files.Add(file);
        if (changed is not null)
        {
            _warnings.AddRange(TypedWarnings(changed, written));
        }
    }

    private void AskForWithheld(ResolvedComponent component, MapValue written, Func<string, string> shown) =>
        _missing.AddRange(
            component
                .Withheld.Where(path => IsUnset(written, path))
                .Select(path => $"{shown(path)}: it was given when the bundle was made, and secrets do not travel")
        );

    private void AddChartsConfigMap(ResolvedComponent component)
    {
        if (request.ChartFromConfigMap)
        {
            _files.Add(ChartsConfigMap.Write(component.Chart!, request.OperatorNamespace));
            _next.Add(InstallCommands.ServerSideLine(ChartsConfigMap.FileName));
        }
    }

    private static bool IsUnset(MapValue values, string path) => TracedValue.At(values, ValuePathText.Parse(path)).Data is null or "";

    /// <summary>Where the operator looks for the login to the chart store; null where it looks for none.</summary>
    private string? SecretNamespace() =>
        CustomResource.ReadsStoreSecret(request)
            ? request
                .Set.Components.Where(component => component.Emit?.Kind == EmitKind.WeightsAndBiases)
                .Select(component => component.Namespace ?? "default")
                .FirstOrDefault()
            : null;

    private static IEnumerable<string> WarningsOf(ComponentValues made, IReadOnlyList<ComponentValues> all)
    {
        var chart = made.Component.Chart!.Name;
        return
        [
            .. made.Overruled,
            .. made.Wrong.Select(wrong => wrong + "."),
            .. made.Unpinned.Select(image =>
                $"{image} is named by its tag only: {chart} has no value through which its digest could stand there and nowhere else."
            ),
            .. made.Unread.Select(key =>
                $"{key.Source} sets {key.Path}, which no template of {chart} asks for{(
                    HomeOf(key, made, all) is { } home ? $"; it is a setting of {home}: give it for that component (-f {home}=FILE)."
                    : key.Nearest is { } near ? $"; did you mean {near}?"
                    : "."
                )}"
            ),
            .. made.IgnoresCertificates
                ? [$"{chart} has no value that takes certificates to trust; it does not get those that were given."]
                : Array.Empty<string>(),
        ];
    }

    /// <summary>The other component whose chart has the key; null where none has.</summary>
    private static string? HomeOf(UnreadKey key, ComponentValues made, IReadOnlyList<ComponentValues> all) =>
        all.FirstOrDefault(other =>
            other != made && (ChartDefault.At(other.Chart, key.Path.Steps()) is not null || other.Text.MayRead(key.Path))
        )?.Component.Name;

    private static IEnumerable<string> TypedWarnings(TypedValues changed, MapValue written)
    {
        var paths = changed.Paths().ToList();
        if (paths.Count > 0)
        {
            yield return $"{changed.File} was changed by hand: {string.Join(", ", paths)} {(paths.Count == 1 ? "stays" : "stay")} as "
                + "typed. The file as it was is "
                + $"{changed.File}{WrittenFiles.OldSuffix}.";
        }
        else
        {
            yield return $"{changed.File} was changed by hand, but no value in it; as it was it is {changed.File}{WrittenFiles.OldSuffix}.";
        }

        foreach (var path in changed.ValuesTakenOut().Where(path => !TracedValue.At(written, path).IsNil))
        {
            yield return $"{path} was taken out of {changed.File} by hand; it stands there again, for a layer below sets it (--explain "
                + $"{path} tells which).";
        }
    }

    private static bool IsListed(ResolvedImage image) => image.Origins.All(origin => origin.Kind == OriginKind.Listed);
}
