using System.CommandLine;
using System.Text.Json;
using Wsm.CommandLine;
using Wsm.Hosting;
using Wsm.Terminal;

namespace Wsm.Commands.Doctor;

internal static class DoctorCommand
{
    public static Verb Create(WsmContext context)
    {
        var bundle = BundleOption.Create();
        var catalog = new Option<string?>("--catalog")
        {
            Description = "The catalog whose sources are asked: a file, or one that is built in (default: wandb; also wandb-v2).",
            HelpName = "FILE",
        };
        var targets = new Option<string[]>("--registry", "-r")
        {
            Description = "Ask this registry instead of a catalog's sources (repeatable): for the machine inside.",
            HelpName = "HOST[:PORT]",
        };
        AddressSecrets.RefuseIn(targets);
        var timeout = new Option<int>("--timeout")
        {
            Description = "How long to wait for each server and each credential helper, in seconds.",
            HelpName = "SECONDS",
            DefaultValueFactory = _ => 5,
        };
        var output = OutputOption.Create("'text', or 'json' for a report on standard output.");
        timeout.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 600)
            {
                result.AddError("--timeout takes a number from 1 to 600.");
            }
        });
        var registry = new RegistryArguments();
        var verb = new Verb("doctor", "Check whether everything is ready: disk, credentials, proxies, clock, and the sources.", context)
        {
            Examples =
            [
                new("wsm doctor", "Before a download; exit code 1 when something would stop it"),
                new("wsm doctor --registry registry.example.com", "Inside, before a push"),
                new("wsm doctor -o json", "The same for a script"),
            ],
        };
        foreach (var option in (Option[])[bundle, catalog, targets, timeout, output])
        {
            verb.Add(option);
        }

        registry.AddTo(verb);
        verb.Runs(
            async (call, cancellation) =>
            {
                var options = registry.Read(call);
                var hosts = call.Get(targets) ?? [];
                var product = hosts.Length > 0 ? null : CatalogArguments.ReadCatalog(call, call.Get(catalog));
                IReadOnlyList<Source> sources = product is null
                    ? [.. hosts.Select(host => Source.Registry(host.Split('/')[0], "registry"))]
                    : Source.Of(product, Channel(call));
                var proxies = ProxyCheck.Look(call.Context);
                var patience = TimeSpan.FromSeconds(call.Get(timeout));
                var credentials = await CredentialCheck.LookAsync(options.Environment, patience, cancellation);

                // A proxy variable that cannot be read stops every request; asking would only say the same again for each source.
                var answers = proxies.Any(finding => finding.Severity == Severity.Blocking)
                    ? []
                    : await new SourceCheck(options, patience).LookAsync(sources, cancellation);
                if (product is not null && answers.Count > 0 && !answers.Any(finding => finding.Severity == Severity.Blocking))
                {
                    var (found, problem) = await FoundSources.FindAsync(product, Channel(call), options, call, cancellation);
                    var further = found.Where(source => sources.All(known => known.Name != source.Name)).ToList();
                    var heard = await new SourceCheck(options, patience).LookAsync(further, cancellation);
                    // The clock was judged by the first that answered.
                    answers =
                    [
                        .. answers,
                        .. heard.Where(finding => further.Exists(source => source.Name == finding.Subject)),
                        .. problem is null ? Array.Empty<DoctorFinding>() : [problem],
                    ];
                }

                return Tell(
                    call.Console,
                    new Diagnosis([DiskCheck.Look(call.Context.PathOf(call.Get(bundle)!)), .. credentials, .. proxies, .. answers]),
                    call.Get(output) == "json"
                );
            }
        );
        return verb;
    }

    private static Uri? Channel(Invocation call) =>
        Uri.TryCreate(call.Context.Variable("DEPLOYER_CHANNEL_URL"), UriKind.Absolute, out var given) ? given : null;

    private static int Tell(UserConsole console, Diagnosis diagnosis, bool json)
    {
        if (json)
        {
            console.Print(JsonSerializer.Serialize(diagnosis, DiagnosisJson.Default.Diagnosis));
        }

        foreach (var finding in json ? [] : diagnosis.Findings)
        {
            var mark = finding.Severity switch
            {
                Severity.Good => '✓',
                Severity.Warning => '!',
                _ => '✗',
            };
            console.Print($"{mark} {finding.Subject}: {finding.Detail.TrimEnd('.')}{(finding.Hint is { } hint ? $". {hint}" : "")}");
        }

        var blocking = diagnosis.Findings.Count(finding => finding.Severity == Severity.Blocking);
        if (blocking == 0)
        {
            return ExitCode.Done;
        }

        return console.Report(
            new Failure(
                blocking == 1 ? "One problem would stop the work." : $"{blocking} things would stop the work.",
                null,
                ExitCode.Failed
            )
        );
    }
}
