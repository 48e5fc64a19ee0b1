using System.CommandLine;
using System.Text.Json;
using Wsm.Catalogs;
using Wsm.CommandLine;
using Wsm.Oci;
using Wsm.Terminal;

namespace Wsm.Doctor;

internal static class DoctorCommand
{
    public static Verb Create(WsmContext context)
    {
        var bundle = BundleOption.Create();
        var catalog = new Option<string?>("--catalog")
        {
            Description = "The catalog whose sources are asked (default: W&B, built in).",
            HelpName = "FILE",
        };
        var targets = new Option<string[]>("--registry", "-r")
        {
            Description = "Ask this registry instead of a catalog's sources (repeatable): for the machine inside.",
            HelpName = "HOST[:PORT]",
        };
        var timeout = new Option<int>("--timeout")
        {
            Description = "How long to wait for each server and each credential helper, in seconds.",
            HelpName = "SECONDS",
            DefaultValueFactory = _ => 5,
        };
        var output = new Option<string>("--output", "-o")
        {
            Description = "'text', or 'json' for a report on standard output.",
            HelpName = "FORMAT",
            DefaultValueFactory = _ => "text",
        };
        output.AcceptOnlyFromAmong("text", "json");
        timeout.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 600)
                result.AddError("--timeout takes a number from 1 to 600.");
        });
        var registry = new RegistryArguments();
        var verb = new Verb(
            "doctor",
            "Look whether everything is ready: disk, credentials, proxies, clock, and the way to the sources.",
            context
        )
        {
            Examples =
            [
                new("wsm doctor", "Before a download; exit code 1 when something would stop it"),
                new("wsm doctor --registry registry.example.com", "Inside, before a push"),
                new("wsm doctor -o json", "The same for a script"),
            ],
        };
        foreach (var option in (Option[])[bundle, catalog, targets, timeout, output])
            verb.Add(option);
        registry.AddTo(verb);
        verb.Runs(
            async (call, cancellation) =>
            {
                var options = registry.Read(call);
                var sources = call.Get(targets) is { Length: > 0 } hosts
                    ? [.. hosts.Select(host => Source.Registry(host.Split('/')[0], "registry"))]
                    : Source.Of(
                        call.Get(catalog) is { } file ? CatalogReader.ReadFile(call.Context.PathOf(file), file) : BuiltInCatalog.Read(),
                        Channel(call)
                    );
                var proxies = ProxyCheck.Look(call.Context);
                var patience = TimeSpan.FromSeconds(call.Get(timeout));
                var credentials = await CredentialCheck.LookAsync(options.Environment, patience, cancellation);

                // A proxy variable that cannot be read stops every request; asking would only say the same again for each source.
                var answers = proxies.Any(finding => finding.Severity == Severity.Blocking)
                    ? []
                    : await new SourceCheck(options, patience).LookAsync(sources, cancellation);
                return Tell(
                    call.Console,
                    new Diagnosis([DiskCheck.Look(call.Context.PathOf(call.Get(bundle)!)), .. credentials, .. proxies, .. answers]),
                    call.Get(output) == "json"
                );
            }
        );
        return verb;
    }

    private static Uri? Channel(Call call) =>
        Uri.TryCreate(call.Context.Variable("DEPLOYER_CHANNEL_URL"), UriKind.Absolute, out var given) ? given : null;

    private static int Tell(UserConsole console, Diagnosis diagnosis, bool json)
    {
        if (json)
            console.Print(JsonSerializer.Serialize(diagnosis, DiagnosisJson.Default.Diagnosis));
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
            return ExitCode.Done;
        return console.Report(
            new Failure(blocking == 1 ? "One thing would stop the work." : $"{blocking} things would stop the work.", null, ExitCode.Failed)
        );
    }
}
