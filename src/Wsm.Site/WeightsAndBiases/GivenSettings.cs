using Wsm.Helm.Data;
using Wsm.Helm.Data.Yaml;
using Wsm.Helm.Values;
using Wsm.Helm.Values.Merging;
using Wsm.Product.Catalogs;
using Wsm.Product.Failures;

namespace Wsm.Site.WeightsAndBiases;

/// <summary>
/// Understands the files that a person gives: values of the platform, one section for each component, or a custom resource as it stands in
/// the cluster.
/// </summary>
/// <param name="Layers">Values only, each for the component that it is meant for.</param>
/// <param name="Resource">Of the custom resource among the files; null where there is none.</param>
/// <param name="Notes">What of the files was not taken, as sentences.</param>
public sealed record GivenSettings(IReadOnlyList<ValuesLayer> Layers, ResourceIdentity? Resource, IReadOnlyList<string> Notes)
{
    private const string Kind = "WeightsAndBiases";
    private const string Group = "apps.wandb.com/";

    /// <param name="components">The names of the product's components.</param>
    /// <param name="generation">The version of the resource that the product has: of the second one everything below <c>spec</c> is a
    /// setting.</param>
    /// <exception cref="UserError">A file names a component that there is not, or is a resource of another version.</exception>
    public static GivenSettings Of(
        IReadOnlyList<ValuesLayer> layers,
        IReadOnlyList<string> components,
        EmitKind generation = EmitKind.WeightsAndBiases
    )
    {
        var made = new List<ValuesLayer>();
        var notes = new List<string>();
        ResourceIdentity? resource = null;
        foreach (var layer in layers)
        {
            if (layer.For is { } name && !components.Contains(name))
            {
                throw UserError.Usage(
                    $"{layer.Name} is given for '{name}', which is not a component here.",
                    $"The components are {string.Join(", ", components)}."
                );
            }

            var root = Read(layer);
            if (IsResource(root))
            {
                made.Add(layer with { Yaml = YamlWriter.Text(Value.Of(ValuesOf(root, layer.Name, generation, notes))) });
                resource = IdentityOf(root);
            }
            else if (layer.For is null && HasSections(root, components))
            {
                made.AddRange(
                    root.Entries.Select(section =>
                        layer with
                        {
                            Yaml = YamlWriter.Text(Value.Of(SectionOf(section.Value))),
                            For = section.Key,
                        }
                    )
                );
            }
            else
            {
                made.Add(layer);
            }
        }

        return new GivenSettings(made, resource, notes);
    }

    private static MapValue Read(ValuesLayer layer)
    {
        try
        {
            return ValuesReader.Read(layer.Yaml);
        }
        catch (Exception error) when (error is YamlException or ValuesException)
        {
            throw new UserError($"{layer.Name} cannot be read: {error.Message}", kind: FailureKind.Usage, cause: error);
        }
    }

    private static bool IsResource(MapValue root) =>
        root["kind"].Data is Kind && root["apiVersion"].Data is string version && version.StartsWith(Group, StringComparison.Ordinal);

    private static MapValue ValuesOf(MapValue root, string name, EmitKind generation, List<string> notes)
    {
        var second = generation == EmitKind.WeightsAndBiasesV2;
        var wanted = Group + (second ? "v2" : "v1");
        if (root["apiVersion"].Data is string version && version != wanted)
        {
            throw UserError.Usage(
                $"{name} is a {Kind} of {version}, and the resource that is written is one of {wanted}.",
                second ? "Give the settings as they stand below spec of that version." : "Give the settings as values of the chart."
            );
        }

        var spec = root["spec"].Data as MapValue ?? new MapValue();
        if (second)
        {
            return spec;
        }

        if (spec["chart"].Data is MapValue { Count: > 0 })
        {
            notes.Add(
                $"{name} says in spec.chart where its chart comes from; the resource that is written names the chart store inside instead."
            );
        }

        return spec["values"].Data as MapValue ?? new MapValue();
    }

    private static ResourceIdentity IdentityOf(MapValue root)
    {
        var metadata = root["metadata"].Data as MapValue ?? new MapValue();
        var annotations = new MapValue();
        foreach (var (key, value) in (metadata["annotations"].Data as MapValue)?.Entries ?? new Dictionary<string, Value>())
        {
            // What kubectl keeps there is the whole resource as it was.
            if (key != "kubectl.kubernetes.io/last-applied-configuration")
            {
                annotations[key] = value;
            }
        }

        return new ResourceIdentity(metadata["name"].Data as string, metadata["namespace"].Data as string)
        {
            Labels = metadata["labels"].Data as MapValue ?? new MapValue(),
            Annotations = annotations,
        };
    }

    /// <summary>Every top-level key is a component's name, and all hold mappings.</summary>
    private static bool HasSections(MapValue root, IReadOnlyList<string> components) =>
        components.Count > 1
        && root.Count > 0
        && root.Entries.All(entry => components.Contains(entry.Key) && entry.Value.Data is MapValue or null);

    private static MapValue SectionOf(Value section) => section.Data as MapValue ?? new MapValue();
}
