using System.CommandLine;
using Wsm.CommandLine;
using Wsm.Helm.Charts;
using Wsm.Helm.Rendering;
using Wsm.Helm.Rendering.Objects;
using Wsm.Helm.Values.Merging;
using Wsm.Hosting;
using Wsm.Product.Failures;

namespace Wsm.Commands.Template;

internal static class TemplateCommand
{
    private const string DefaultName = "release-name";
    private const string DefaultNamespace = "default";

    public static Verb Create(WsmContext context)
    {
        var arguments = new Argument<string[]>("[NAME] CHART")
        {
            Description =
                "The release name (default: release-name), and a chart: a folder, a .tgz, oci://HOST/PATH, or NAME@REPOSITORY-URL.",
            Arity = new ArgumentArity(1, 2),
        };
        var values = new ValuesArguments();
        var registry = new RegistryArguments();
        var version = new Option<string?>("--version")
        {
            Description = "Version or range of a chart that is fetched (default: the newest).",
            HelpName = "RANGE",
        };
        var place = new Option<string>("--namespace", "-n")
        {
            Description = "The namespace that templates see.",
            HelpName = "NAME",
            // As in helm, an empty name (--namespace=) is the default's.
            Arity = ArgumentArity.ZeroOrOne,
            DefaultValueFactory = _ => DefaultNamespace,
        };
        var nameTemplate = new Option<string?>("--name-template")
        {
            Description = "A template that gives the release name.",
            HelpName = "TEMPLATE",
        };
        var kubeVersion = new Option<string?>("--kube-version")
        {
            Description = $"The Kubernetes version that templates see (default: {KubeVersion.Default.Version}).",
            HelpName = "VERSION",
        };
        var apiVersions = new Option<string[]>("--api-versions", "-a")
        {
            Description = "API versions that the cluster has besides the usual ones (repeatable, or with commas).",
            HelpName = "VERSION",
        };
        var showOnly = new Option<string[]>("--show-only", "-s")
        {
            Description = "Only what these templates give (repeatable): templates/deployment.yaml.",
            HelpName = "TEMPLATE",
        };
        var generateName = new Option<bool>("--generate-name", "-g")
        {
            Description = "As in helm: the release is called release-name, and no NAME is allowed.",
        };
        var releaseName = new Option<bool>("--release-name")
        {
            Description = "As in helm, where it is about output folders: without effect on what is printed.",
        };
        var skipCrds = new Option<bool>("--skip-crds")
        {
            Description = "As in helm: without effect, since definitions are printed with --include-crds only.",
        };
        var includeCrds = new Option<bool>("--include-crds") { Description = "Include the custom resource definitions of crds/." };
        var skipTests = new Option<bool>("--skip-tests") { Description = "Leave out test hooks." };
        var noHooks = new Option<bool>("--no-hooks") { Description = "Leave out all hooks." };
        var isUpgrade = new Option<bool>("--is-upgrade") { Description = "Tell templates that it is an upgrade, not an installation." };
        var skipSchema = new Option<bool>("--skip-schema-validation") { Description = "Do not check values against values.schema.json." };
        var verb = new Verb("template", "Render a chart and print its documents, exactly as helm template does.", context)
        {
            Examples =
            [
                new("wsm template ./operator-wandb -f values.yaml", "Every document that a chart gives with these values"),
                new(
                    "wsm template wandb operator-wandb-0.18.0.tgz -n wandb --set app.install=false",
                    "Under a release name of your own, from an archive"
                ),
                new("wsm template ./chart -s templates/deployment.yaml", "Why an image is there: one template's output"),
            ],
        };
        verb.Add(arguments);
        values.AddTo(verb);
        registry.AddTo(verb);
        verb.Add(version);
        foreach (
            var option in (Option[])
                [
                    place,
                    nameTemplate,
                    generateName,
                    releaseName,
                    kubeVersion,
                    apiVersions,
                    showOnly,
                    includeCrds,
                    skipCrds,
                    skipTests,
                    noHooks,
                    isUpgrade,
                    skipSchema,
                ]
        )
        {
            verb.Add(option);
        }

        verb.Runs(
            async (call, cancellation) =>
            {
                var words = call.Get(arguments)!;
                if (words.Length == 2 && (call.Get(generateName) || call.Get(nameTemplate) is not null))
                {
                    throw UserError.Usage(
                        $"cannot set {(call.Get(generateName) ? "--generate-name" : "--name-template")} and also specify a name"
                    );
                }

                var options = registry.Read(call);
                await values.FetchAsync(call, options, cancellation);
                try
                {
                    var request = new RenderRequest
                    {
                        ReleaseName =
                            words.Length == 2 ? words[0]
                            : call.Get(nameTemplate) is { } template ? NameTemplate.Render(template, call.Context.Time)
                            : DefaultName,
                        Namespace = call.Get(place) is { Length: > 0 } named ? named : DefaultNamespace,
                        Values = values.Read(call).Build(),
                        KubeVersion = ParseKubeVersion(call.Get(kubeVersion)),
                        ApiVersions = [.. (call.Get(apiVersions) ?? []).SelectMany(static list => list.Split(','))],
                        IsUpgrade = call.Get(isUpgrade),
                        SkipSchemaValidation = call.Get(skipSchema),
                        Clock = call.Context.Time,
                        Warn = call.Console.Warn,
                    };
                    var chart = await TemplateChart.LoadAsync(words[^1], call.Get(version), options, call, cancellation);
                    if (chart.Metadata.Deprecated)
                    {
                        call.Console.Warn("this chart is deprecated");
                    }

                    var release = Renderer.Render(chart, request, cancellation);
                    var text = TemplateOutput.Write(
                        release,
                        new TemplateOutputOptions
                        {
                            IncludeCrds = call.Get(includeCrds),
                            Hooks = !call.Get(noHooks),
                            SkipTests = call.Get(skipTests),
                            ShowOnly = call.Get(showOnly) ?? [],
                        }
                    );
                    call.Console.Out.Write(text);
                    return ExitCode.Done;
                }
                catch (Exception wrong) when (wrong is RenderException or ChartException or ValuesException)
                {
                    throw new UserError(wrong.Message, cause: wrong);
                }
            }
        );
        return verb;
    }

    private static KubeVersion ParseKubeVersion(string? text)
    {
        if (text is null)
        {
            return KubeVersion.Default;
        }

        return KubeVersion.TryParse(text, out var version)
            ? version
            : throw UserError.Usage($"invalid kube version '{text}': could not parse \"{text}\" as version");
    }
}
