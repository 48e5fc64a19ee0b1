using System.CommandLine;
using System.Globalization;
using Wsm.CommandLine;
using Wsm.Hosting;
using Wsm.Product.Failures;
using Wsm.Site.WeightsAndBiases;

namespace Wsm.Commands.Consoles;

internal static class ConsoleCommand
{
    public static Verb Create(WsmContext context)
    {
        var service = new Argument<string?>("service")
        {
            Description = "The service and its port; left out, W&B's System Console.",
            HelpName = "SERVICE:PORT",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var cluster = new ContextArguments();
        var space = new Option<string?>("--namespace", "-n")
        {
            Description = "The service's namespace (default: the context's).",
            HelpName = "NAME",
        };
        var release = new Option<string>("--release")
        {
            Description = $"Without SERVICE:PORT: the name of the W&B instance (default: {SystemConsole.DefaultRelease}).",
            HelpName = "NAME",
            DefaultValueFactory = _ => SystemConsole.DefaultRelease,
        };
        var secret = new Option<string?>("--secret")
        {
            Description = "Print this password: a secret and the key in it (default for W&B: its own).",
            HelpName = "NAME:KEY",
        };
        var port = new Option<int>("--port") { Description = "The local port (default: any that is free).", HelpName = "PORT" };
        var open = new Option<bool>("--open") { Description = "Open the address in the browser." };
        port.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 0 or > ushort.MaxValue)
            {
                result.AddError("--port takes a number up to 65535.");
            }
        });
        var verb = new Verb("console", "Reach a service of the cluster from this machine, and print its password.", context)
        {
            Examples =
            [
                new("wsm console --open", "W&B's System Console in the browser, with its password"),
                new("wsm console grafana:80 -n monitoring --secret grafana:admin-password", "Another product's page"),
            ],
        };
        verb.Add(service);
        cluster.AddTo(verb);
        foreach (var option in (Option[])[space, release, secret, port, open])
        {
            verb.Add(option);
        }

        verb.Runs(
            async (call, cancellation) =>
            {
                using var client = cluster.Connect(call);
                var named = call.Get(service);
                var (name, number) = named is null ? (SystemConsole.ServiceOf(call.Get(release)!), SystemConsole.Port) : ReadService(named);
                return await new ServiceConsole(client, call.Console, call.Context)
                {
                    Namespace = call.Get(space) ?? client.Access.Namespace,
                    Service = name,
                    Port = number,
                    Path = named is null ? SystemConsole.Path : "/",
                    Secret =
                        call.Get(secret) is { } given ? ReadSecret(given)
                        : named is null ? (SystemConsole.SecretOf(call.Get(release)!), SystemConsole.PasswordKey)
                        : null,
                    LocalPort = call.Get(port),
                    Opens = call.Get(open),
                }.RunAsync(cancellation);
            }
        );
        return verb;
    }

    private static (string Name, int Port) ReadService(string text) =>
        text.Split(':') is [{ Length: > 0 } name, var digits]
        && int.TryParse(digits, CultureInfo.InvariantCulture, out var port)
        && port is > 0 and <= ushort.MaxValue
            ? (name, port)
            : throw UserError.Usage($"'{text}' is not a service and its port.", "Write SERVICE:PORT, for example grafana:80.");

    private static (string Name, string Key) ReadSecret(string text) =>
        text.Split(':') is [{ Length: > 0 } name, { Length: > 0 } key]
            ? (name, key)
            : throw UserError.Usage($"'{text}' is not a secret and a key in it.", "Write NAME:KEY.");
}
