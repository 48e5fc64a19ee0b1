using System.Text;
using Wsm.Helm.Data;
using Wsm.Helm.Values;
using Wsm.Helm.Values.Merging;
using Wsm.Product.Catalogs;
using Wsm.Product.Failures;
using Wsm.Product.Resolving;
using Wsm.Site.Artifacts;
using Wsm.Site.Values.Emission;
using Wsm.Site.Values.Requests;

namespace Wsm.Site.WeightsAndBiases.Resources;

/// <summary>
/// The <c>WeightsAndBiases</c> resource of the second generation (apps.wandb.com/v2). Its images come from the server manifest, so it says
/// where the operator finds the copy that names them by their places inside.
/// </summary>
internal sealed class ServerResource
{
    private const string Registry = "global.imageRegistry";

    /// <summary>What only the person knows: the field below <c>spec</c> and what to put there.</summary>
    private static readonly (string Path, string Meaning)[] Personal =
    [
        ("wandb.hostname", "the address that users open, for example https://wandb.example.com"),
        ("wandb.license", "the licence, as text: this resource has no reference to a Secret for it"),
    ];

    private readonly ResolvedComponent _component;

    private ServerResource(ResolvedComponent component, MapValue spec) => (_component, Spec) = (component, spec);

    public MapValue Spec { get; }

    /// <exception cref="UserError">The person's own settings contradict what must stand there.</exception>
    public static ServerResource Make(ResolvedComponent component, ValuesRequest request)
    {
        var spec = EmitSettings.Of(component.Emit);
        foreach (var layer in request.LayersOf(component))
        {
            var given = new UserValues { Files = [new ValuesFile(layer.Name, layer.Yaml)] }.Build();
            Refuse(layer, given);
            spec = ValuesMerger.Overlay(spec, given);
        }

        return new ServerResource(component, ValuesMerger.Overlay(spec, Inside(component, request)));
    }

    /// <summary>The personal fields that nobody has given yet.</summary>
    public IReadOnlyList<(string Path, string Meaning)> Missing => [.. Personal.Where(item => !IsGiven(item.Path))];

    /// <param name="around">What a person typed beside the settings, to be kept.</param>
    public EmittedFile Write(ResourceIdentity? identity, MapValue around)
    {
        var missing = Missing;
        var file = EmittedFile.NameOf(_component);
        var text = new StringBuilder();
        text.Append(
            $"# W&B Server {_component.Artifact!.Reference.Tag} for a site without internet, written by wsm.\n# "
                + $"kubectl apply --server-side -f {file}\n"
        );
        if (missing.Count > 0)
        {
            text.Append("#\n# To be filled in by you; each is marked with TODO below:\n")
                .AppendJoin("", missing.Select(item => $"#   spec.{item.Path}: {item.Meaning}\n"));
        }

        var metadata = new MapValue
        {
            ["name"] = Value.Of(_component.ReleaseName ?? _component.Name),
            ["namespace"] = Value.Of(_component.Namespace ?? "default"),
        };
        Put("labels", identity?.Labels);
        Put("annotations", identity?.Annotations);
        var document = ValuesMerger.Overlay(
            new MapValue
            {
                ["apiVersion"] = Value.Of("apps.wandb.com/v2"),
                ["kind"] = Value.Of("WeightsAndBiases"),
                ["metadata"] = Value.Of(metadata),
            },
            around
        );
        document = ValuesMerger.Overlay(document, new MapValue { ["spec"] = Value.Of(Spec) });
        text.Append(CommentedYaml.Write(document, path => path == "spec.wandb" ? Todo(missing) : null));
        return new EmittedFile(file, text.ToString(), IsSecret: true);

        void Put(string key, MapValue? entries)
        {
            if (entries is { Count: > 0 })
            {
                metadata[key] = Value.Of(entries);
            }
        }
    }

    private static string? Todo(IReadOnlyList<(string Path, string Meaning)> missing) =>
        missing.Count == 0 ? null : string.Join('\n', missing.Select(item => $"TODO {item.Path}: {item.Meaning}"));

    /// <summary>What stands above all that anybody gave.</summary>
    private static MapValue Inside(ResolvedComponent component, ValuesRequest request)
    {
        var artifact = component.Artifact!;
        var repository = ArtifactMounts.AreWanted(artifact, request)
            ? ArtifactMounts.AddressOf(component)
            : $"oci://{ArtifactCopies.RelocatedOf(artifact, request.Relocation).Pull.Name}";
        var inside = new MapValue
        {
            ["wandb"] = Value.Of(
                new MapValue
                {
                    ["version"] = Value.Of(artifact.Reference.Tag!),
                    ["manifestRepository"] = Value.Of(repository),
                    ["features"] = Value.Of(new MapValue()),
                }
            ),
        };
        if (request.Certificates.Count > 0)
        {
            var list = new ListValue([.. request.Certificates.Select(pem => Value.Of(pem))]);
            inside["global"] = Value.Of(new MapValue { ["customCACerts"] = Value.Of(list) });
        }

        return inside;
    }

    private static void Refuse(ValuesLayer layer, MapValue given)
    {
        if ((given["global"].Data as MapValue)?["imageRegistry"].Data is string { Length: > 0 })
        {
            throw UserError.Usage(
                $"{layer.Name} sets spec.{Registry}, which the operator puts before every image, those inside too.",
                "Leave it out: the list of images that is read inside names every place in full."
            );
        }
    }

    private bool IsGiven(string path)
    {
        var at = Value.Of(Spec);
        foreach (var step in path.Split('.'))
        {
            at = at.Data is MapValue map ? map[step] : default;
        }

        return at.Data is string { Length: > 0 };
    }
}
