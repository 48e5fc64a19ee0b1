using Wsm.Helm.Charts;
using Wsm.Helm.Data.Yaml;
using Wsm.Helm.Values;
using Wsm.Product.Catalogs;
using Wsm.Product.Failures;
using Wsm.Product.Kustomizing;
using Wsm.Product.Manifests;
using Wsm.Product.Resolving;
using Wsm.Site.Releases.Actions;
using Wsm.Site.Values.Emission;
using Wsm.Site.Values.Kustomizations;
using Wsm.Site.WeightsAndBiases.Resources;

namespace Wsm.Site.Deployments;

/// <summary>What is brought into a cluster, in the order of the catalog: charts as releases, and the documents beside them.</summary>
public sealed class DeploymentPlan
{
    private const string UsualNamespace = "default";

    private DeploymentPlan(IReadOnlyList<DeploymentStep> steps) => Steps = steps;

    public IReadOnlyList<DeploymentStep> Steps { get; }

    /// <param name="set">The components, with their charts.</param>
    /// <param name="readFile">A file that the values were written into, by its name; null where there is none.</param>
    /// <param name="only">The components that are meant; empty for all.</param>
    /// <exception cref="UserError">A file is missing or cannot be read, or a component is not there, or cannot be deployed so.</exception>
    public static DeploymentPlan Make(ImageSet set, Func<string, string?> readFile, IReadOnlyList<string> only)
    {
        if (only.FirstOrDefault(name => set.Components.All(component => component.Name != name)) is { } unknown)
        {
            throw UserError.Usage(
                $"There is no component '{unknown}'; there are {string.Join(", ", set.Components.Select(component => component.Name))}."
            );
        }

        var steps = set
            .Components.Where(component => only.Count == 0 || only.Contains(component.Name))
            .SelectMany(component => StepsOf(component, readFile))
            .ToList();
        return steps.Count > 0
            ? new DeploymentPlan(WithChartsFirst(steps))
            : throw UserError.Usage("There is nothing to deploy: no component has a chart or documents of its own.");
    }

    private static IEnumerable<DeploymentStep> StepsOf(ResolvedComponent component, Func<string, string?> readFile)
    {
        var space = component.Namespace ?? UsualNamespace;
        if (component.Manifests is { } manifests)
        {
            return [Manifests(component, manifests, readFile)];
        }

        if (component is { Artifact: not null, Emit: { } server })
        {
            var resource = Documents(component, server.File, space, readFile);
            var files = ArtifactMounts.FileOf(component);
            return readFile(files) is { } map ? [new DocumentsStep(component.Name, files, map, space), resource] : [resource];
        }

        if (component.Chart is null)
        {
            return [];
        }

        var file = EmittedFile.NameOf(component);
        if (component.Emit?.Kind == EmitKind.WeightsAndBiases)
        {
            return readFile(ChartsConfigMap.FileName) is { } charts
                ? [new DocumentsStep(component.Name, ChartsConfigMap.FileName, charts, space), Documents(component, file, space, readFile)]
                : [Documents(component, file, space, readFile)];
        }

        if (readFile(file) is not { } text)
        {
            return component.Emit is null ? [] : throw Missing(component, file);
        }

        return [new ReleaseStep(component.Name, RequestOf(component, file, text, space))];
    }

    private static ReleaseRequest RequestOf(ResolvedComponent component, string file, string text, string space)
    {
        try
        {
            return new ReleaseRequest
            {
                Name = component.ReleaseName ?? component.Name,
                Namespace = space,
                Chart = component.Chart!.Load(),
                Values = ValuesReader.Read(text),
            };
        }
        catch (YamlException wrong)
        {
            throw new UserError($"{file} cannot be read: {wrong.Message}", kind: FailureKind.Usage, cause: wrong);
        }
        catch (ChartException wrong)
        {
            throw new UserError($"The chart {component.Chart!.FileName} cannot be read: {wrong.Message}", cause: wrong);
        }
    }

    private static DocumentsStep Documents(ResolvedComponent component, string file, string space, Func<string, string?> readFile) =>
        new(component.Name, file, readFile(file) ?? throw Missing(component, file), space);

    /// <summary>Plain files, with the images that the written kustomization gives them.</summary>
    private static DocumentsStep Manifests(ResolvedComponent component, ManifestSet manifests, Func<string, string?> readFile)
    {
        var folder = RelocatedManifests.FolderOf(component.Name);
        if (manifests.Kustomization is not null)
        {
            throw UserError.Usage(
                $"The component '{component.Name}' is a kustomization, which only kubectl builds in full.",
                $"Deploy it with 'kubectl apply -k {folder}', and name the other components here with --component."
            );
        }

        if (BuiltManifests.Of(manifests).Any(CreatedDocuments.Has))
        {
            throw UserError.Usage(
                $"The component '{component.Name}' has objects whose names the server makes, others at each run.",
                "Deploy it with the commands that 'wsm values' printed, and name the other components here with --component."
            );
        }

        const string head = RelocatedManifests.KustomizationName;
        var files = manifests
            .Files.Select(file => $"{RelocatedManifests.Base}/{file.Path}")
            .Prepend(head)
            .Select(path => new ManifestFile(path, readFile($"{folder}/{path}") ?? throw Missing(component, $"{folder}/{path}")));
        var documents = BuiltManifests.Of(new ManifestSet([.. files]) { Kustomization = "", Source = folder });
        return new DocumentsStep(
            component.Name,
            folder,
            string.Concat(documents.Select(document => $"---\n{(string)document.Text.Data!}\n")),
            component.Namespace ?? UsualNamespace
        );
    }

    /// <summary>An operator mounts its charts when it starts: their ConfigMap goes before it.</summary>
    private static List<DeploymentStep> WithChartsFirst(List<DeploymentStep> steps) =>
        [.. steps.OrderBy(step => step is not DocumentsStep { File: ChartsConfigMap.FileName })];

    private static UserError Missing(ResolvedComponent component, string file) =>
        UserError.Usage(
            $"The values of '{component.Name}' are missing: there is no {file}.",
            "'wsm values --out DIR' writes them; name that folder."
        );
}
