using System.CommandLine;
using Wsm.Bundles.Checking;
using Wsm.Bundles.Files;
using Wsm.Bundles.Locks;
using Wsm.Bundles.Reading;
using Wsm.CommandLine;
using Wsm.Hosting;
using Wsm.Product.Failures;
using Wsm.Site.Loading;
using Wsm.Terminal;

namespace Wsm.Commands.Load;

internal static class LoadCommand
{
    public static Verb Create(WsmContext context)
    {
        var bundle = BundleOption.CreateForReading();
        var trust = new TrustArguments();
        var docker = new Option<bool>("--docker") { Description = "Into the Docker engine (the default)." };
        var containerd = new Option<bool>("--containerd") { Description = "Into containerd, where Kubernetes finds the images." };
        var engine = new DockerArguments();
        var socket = new Option<string?>("--containerd-socket", "--address")
        {
            Description =
                "containerd's socket (default: $CONTAINERD_ADDRESS, or the one that is there: containerd's, K3s's and "
                + "RKE2's, k0s's or MicroK8s's).",
            HelpName = "PATH",
        };
        var client = new Option<string?>("--ctr")
        {
            Description = "containerd's client (default: ctr, or the one that K3s, RKE2, k0s or MicroK8s brings).",
            HelpName = "FILE",
        };
        var space = new Option<string?>("--namespace", "-n")
        {
            Description = $"containerd's namespace (default: {ContainerdOptions.DefaultNamespace}, that of Kubernetes).",
            HelpName = "NAME",
        };
        var verb = new Verb(
            "load",
            "Load a bundle's images into a Docker engine or this machine's containerd, under their original names.",
            context
        )
        {
            Examples =
            [
                new("wsm load --bundle /media/usb/wandb", "For a test machine without a registry"),
                new("wsm load --docker-host ssh://root@node1.example.com", "Into the engine of another machine"),
                new("wsm load --docker-context build-host", "Into the one that docker knows by this name"),
                new("wsm load --containerd", "For a node of a cluster without a registry"),
                new("wsm load --containerd --address /run/k3s/containerd/containerd.sock", "A node of K3s that has Docker, too"),
            ],
        };
        foreach (var option in (Option[])[bundle, docker, containerd, socket, client, space])
        {
            verb.Add(option);
        }

        engine.AddTo(verb);
        trust.AddTo(verb);
        verb.Validators.Add(result =>
        {
            if (result.GetValue(containerd) && (result.GetValue(docker) || engine.IsGiven(result)))
            {
                result.AddError("--containerd and --docker cannot be combined.");
            }

            if (!result.GetValue(containerd) && (result.GetValue(socket) ?? result.GetValue(client) ?? result.GetValue(space)) is not null)
            {
                result.AddError("--containerd-socket, --ctr and --namespace go with --containerd.");
            }
        });
        verb.Runs(
            async (call, cancellation) =>
            {
                var gate = trust.GateOf(call, BundleUse.BringIn);
                using var opened = Bundle.Open(call.Context.PathOf(call.Get(bundle)!), gate);
                if (opened.Lock.Delta is { Absent.Count: > 0 })
                {
                    throw UserError.Usage(
                        "The bundle is a delta: its images lack what the receiver has.",
                        "'wsm apply DELTA -b OLD' makes a whole bundle of it and the one before; load that."
                    );
                }

                if (opened.Lock.Layout != BundleLayout.Archives)
                {
                    throw UserError.Usage(
                        "The bundle is one OCI layout; what runs images loads archives.",
                        "Download it with --layout archives, or push it to a registry."
                    );
                }

                using var loader = call.Get(containerd)
                    ? ContainerdOf(call, call.GetPath(socket), call.Get(client), call.Get(space))
                    : (IImageLoader)new DockerLoader(engine.Read(call));
                await loader.PingAsync(cancellation);
                if (gate is not null)
                {
                    await RequireIntactAsync(opened, call.Console, cancellation);
                }

                return await call.Console.ShowProgressAsync(board => RunAsync(opened, loader, board, call.Console, cancellation));
            }
        );
        return verb;
    }

    /// <summary>An engine believes what an archive says of itself; what was signed is the lock. So each byte is compared first.</summary>
    private static async Task RequireIntactAsync(Bundle bundle, UserConsole console, CancellationToken cancellationToken)
    {
        console.Say("Comparing every byte of it with what was signed, before the engine gets any.");
        var report = console.DrawsBars
            ? await console.ShowProgressAsync(board => CheckAsync(new TransferBoard(console, board)))
            : await CheckAsync(new Progress<TransferEvent>());
        if (!report.IsIntact)
        {
            throw new UserError(
                $"The bundle '{bundle.Place}' is signed, and its files are not what was signed: {report.Findings.Count} findings. Nothing "
                    + "was loaded.",
                "'wsm verify' lists them.",
                FailureKind.Incomplete
            );
        }

        Task<CheckReport> CheckAsync(IProgress<TransferEvent> progress) =>
            BundleChecker.CheckAsync(bundle, Environment.ProcessorCount, progress, cancellationToken);
    }

    private static async Task<int> RunAsync(
        Bundle bundle,
        IImageLoader loader,
        IProgressBoard board,
        UserConsole console,
        CancellationToken cancellationToken
    )
    {
        var images = bundle.Images.Where(image => image.Entry.ReferrerOf is null).ToList();
        board.Expect(images.Sum(image => image.Entry.Size ?? 0));
        var failed = 0;
        foreach (var image in images)
        {
            using var item = board.Start(image.Entry.Reference, image.Entry.Size ?? 0);
            try
            {
                await using var archive = new CountedStream(Bundle.OpenArchive(image), item.Advance);
                await loader.LoadAsync(image, archive, cancellationToken);
                item.Finish($"✓ {image.Entry.Reference}");
            }
            catch (Exception e) when (e is IOException or InvalidDataException or HttpRequestException or UnauthorizedAccessException)
            {
                failed++;
                item.Finish($"✗ {image.Entry.Reference}: {e.Message}");
            }
        }

        return failed == 0
            ? ExitCode.Done
            : console.Report(
                new Failure(
                    $"{failed} of {images.Count} images were not loaded.",
                    "'wsm verify' shows whether the bundle is complete.",
                    ExitCode.Failed
                )
            );
    }

    private static ContainerdLoader ContainerdOf(Invocation call, string? socket, string? client, string? space)
    {
        var found = new ContainerdClient(call.Context.Variable("PATH") ?? Environment.GetEnvironmentVariable("PATH") ?? "");
        var sockets = found.FindSockets();
        if ((socket ?? call.Context.Variable("CONTAINERD_ADDRESS")) is null && sockets.Count > 1)
        {
            throw UserError.Usage(
                $"There is more than one containerd on this machine: {string.Join(", ", sockets)}.",
                "Name the one that the kubelet uses with --address."
            );
        }

        return new ContainerdLoader(
            new ContainerdOptions
            {
                Socket = socket
                    ?? call.Context.Variable("CONTAINERD_ADDRESS")
                    ?? (sockets is [var only] ? only : ContainerdOptions.DefaultSocket),
                Client = client is not null
                    ? [client]
                    : found.FindProgram()
                        ?? throw new UserError(
                            "No client of containerd was found on this machine, which is needed to import images: neither "
                                + "'ctr' nor that of "
                                + "K3s, RKE2, k0s or MicroK8s.",
                            RemedyKind.NameContainerdClient
                        ),
                Namespace = space ?? ContainerdOptions.DefaultNamespace,
                Environment = call.Context.Variable("CONTAINERD_SNAPSHOTTER") is { } snapshotter
                    ? new Dictionary<string, string> { ["CONTAINERD_SNAPSHOTTER"] = snapshotter }
                    : [],
            }
        );
    }
}
