using System.CommandLine;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Wsm.CommandLine;
using Wsm.Hosting;
using Wsm.Product.Failures;
using Wsm.Site.Serving;
using Wsm.Site.Serving.Security;

namespace Wsm.Commands.Serve;

internal static class ServeCommand
{
    private const string DefaultListen = "127.0.0.1:5000";
    private const string DefaultTlsFolder = "wsm-tls";

    public static Verb Create(WsmContext context)
    {
        var bundle = BundleOption.CreateForReading();
        var trust = new TrustArguments();
        var listen = new Option<string>("--listen")
        {
            Description = $"Where to listen (default: {DefaultListen}); :5000 is every address, port 0 a free one.",
            HelpName = "HOST:PORT",
            DefaultValueFactory = _ => DefaultListen,
        };
        var bases = BaseOption.Create();
        var push = new Option<string?>("--allow-push")
        {
            Description = "Accept pushes of images and charts as well, and keep them in this folder; the bundle itself never changes.",
            HelpName = "DIR",
        };
        var anonymous = new Option<bool>("--anonymous-push")
        {
            Description = "With --allow-push and without --htpasswd: whoever reaches the address may push.",
        };
        var users = new Option<string?>("--htpasswd")
        {
            Description = "Let in only the users of this file ('htpasswd -B' makes it).",
            HelpName = "FILE",
        };
        var certificate = new Option<string?>("--tls-cert")
        {
            Description = "Serve over TLS with this certificate (PEM, with its chain).",
            HelpName = "FILE",
        };
        var key = new Option<string?>("--tls-key") { Description = "The key of --tls-cert (PEM).", HelpName = "FILE" };
        var own = new Option<string?>("--tls-self-signed")
        {
            Description = $"Serve over TLS with a CA made for this server, kept in DIR (default: {DefaultTlsFolder}).",
            HelpName = "DIR",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var plain = new Option<bool>("--plain-http") { Description = "Serve other hosts without TLS all the same." };
        var verb = new Verb("serve", "Serve a bundle as a registry, a chart repository and a page, straight from its files.", context)
        {
            Examples =
            [
                new("wsm serve", "The bundle in ./bundle, for this host only: open http://127.0.0.1:5000/"),
                new(
                    "wsm serve -b /media/usb/wandb --listen :5000 --tls-self-signed",
                    "For a whole site, from read-only media; prints what clients must trust"
                ),
                new(
                    "wsm serve --listen :443 --tls-cert site.crt --tls-key site.key --htpasswd users",
                    "With the site's certificate and passwords"
                ),
                new("wsm serve -b delta --base /srv/wandb", "A delta over the bundle before it, as if they were one"),
                new("wsm serve --allow-push pushed --htpasswd users", "Take 'docker push' and 'helm push' of these users as well"),
            ],
        };
        foreach (var option in (Option[])[bundle, bases, listen, push, anonymous, users, certificate, key, own, plain])
        {
            verb.Add(option);
        }

        trust.AddTo(verb);
        verb.Runs(
            async (call, cancellation) =>
            {
                if (!ListenAddress.TryParse(call.Get(listen)!, out var address))
                {
                    throw UserError.Usage(
                        $"--listen takes ADDRESS:PORT, not '{call.Get(listen)}'.",
                        "Such as 127.0.0.1:5000, [::1]:5000, or :5000 for every address."
                    );
                }

                if (call.Has(certificate) != call.Has(key))
                {
                    throw UserError.Usage("--tls-cert and --tls-key go together.");
                }

                if (call.Has(certificate) && call.Has(own))
                {
                    throw UserError.Usage("--tls-self-signed makes its own certificate; omit it or --tls-cert.");
                }

                if (call.Get(anonymous) && (!call.Has(push) || call.Has(users)))
                {
                    throw UserError.Usage("--anonymous-push goes with --allow-push, and not with --htpasswd.");
                }

                if (call.Has(push) && !call.Has(users) && !call.Get(anonymous))
                {
                    throw UserError.Usage(
                        "--allow-push would let anyone who can reach this address push, including every user of this host.",
                        "Name the users with --htpasswd FILE ('htpasswd -B -c FILE NAME' makes one), or add --anonymous-push "
                            + "if that is meant."
                    );
                }

                var tls = call.Has(certificate) || call.Has(own);
                if (tls && call.Get(plain))
                {
                    throw UserError.Usage("--plain-http and TLS cannot be combined.");
                }

                if (!tls && !call.Get(plain) && !ListenAddress.IsLoopback(address))
                {
                    throw UserError.Usage(
                        $"{call.Get(listen)} is open to other hosts, and there is no TLS.",
                        "Add --tls-self-signed, or --tls-cert and --tls-key; or --plain-http if the network may see and change everything."
                    );
                }

                using var served =
                    call.Has(own) ? MakeOwn(call, call.GetPath(own) ?? call.Context.PathOf(DefaultTlsFolder), address)
                    : call.GetPath(certificate) is { } file ? ServerCertificate.Read(file, call.GetPath(key)!)
                    : null;
                var request = new ServeRequest
                {
                    Bundle = call.Context.PathOf(call.Get(bundle)!),
                    Bases = BaseOption.Read(call, bases),
                    Gate = trust.GateOf(call, BundleUse.BringIn),
                    Listen = address,
                    PushFolder = call.GetPath(push),
                    Certificate = served,
                    Users = call.GetPath(users) is { } passwords ? Htpasswd.Read(passwords) : null,
                };
                return await RunAsync(request, call, cancellation);
            }
        );
        return verb;
    }

    private static async Task<int> RunAsync(ServeRequest request, Invocation call, CancellationToken cancellationToken)
    {
        var log = new RequestLog(call.Console, call.Context.Time);
        await using var server = await BundleServer.StartAsync(request, call.Context.Time, log.Write, cancellationToken);
        var address = ListenAddress.Shown(server.Address);
        var (console, host) = (call.Console, address.Authority);
        foreach (var problem in server.Problems)
        {
            console.Warn(problem);
        }

        console.Print($"Serving {server.Title} ({server.Images} images, {server.Charts} charts) at {address}");
        console.Say($"  page and charts   {address}   helm repo add inside {address}");
        console.Say($"  images            {host}/NAME:TAG, under their names with and without the source's host");
        if (request.PushFolder is { } folder)
        {
            console.Say(
                $"  pushes            are kept in {folder}{(request.Users is null ? "; anybody who reaches this address may push" : "")}"
            );
        }

        console.Say("Ctrl-C stops it; transfers in progress then have half a minute to finish.");
        var stopped = new TaskCompletionSource();
        await using (cancellationToken.Register(stopped.SetResult))
        {
            await stopped.Task;
        }

        console.Say("Stopping.");
        return ExitCode.Done;
    }

    private static X509Certificate2 MakeOwn(Invocation call, string folder, IPEndPoint address)
    {
        var made = OwnAuthority.Open(folder, ListenAddress.NamesOf(address), call.Context.Time.GetUtcNow());
        var authority = Path.Combine(folder, OwnAuthority.AuthorityFile);
        call.Console.Say($"Clients must trust {authority}:");
        call.Console.Say("  docker       copy it to /etc/docker/certs.d/HOST:PORT/ca.crt");
        call.Console.Say("  podman       copy it to /etc/containers/certs.d/HOST:PORT/ca.crt (skopeo too)");
        call.Console.Say("  containerd   ca = \"…/ca.crt\" in /etc/containerd/certs.d/HOST:PORT/hosts.toml");
        call.Console.Say("  helm         --ca-file ca.crt");
        call.Console.Say(File.ReadAllText(authority).TrimEnd());
        return made;
    }
}
