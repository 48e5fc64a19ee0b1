using System.CommandLine;
using Wsm.Bundles;
using Wsm.Bundles.Checking;
using Wsm.CommandLine;
using Wsm.Terminal;

namespace Wsm.Load;

internal static class LoadCommand
{
    private const string DefaultSocket = "/var/run/docker.sock";

    public static Verb Create(WsmContext context)
    {
        var bundle = BundleOption.CreateForReading();
        var trust = new TrustArguments();
        var docker = new Option<bool>("--docker")
        {
            Description = "Into the Docker engine; this is also what is done when nothing is said.",
        };
        var containerd = new Option<bool>("--containerd") { Description = "Into containerd, where Kubernetes finds the images." };
        var host = new Option<string?>("--docker-host")
        {
            Description = $"The engine's socket: unix:///path (default: $DOCKER_HOST, or {DefaultSocket}).",
            HelpName = "URL",
        };
        var socket = new Option<string?>("--containerd-socket")
        {
            Description = $"containerd's socket (default: $CONTAINERD_ADDRESS, or {ContainerdOptions.DefaultSocket}).",
            HelpName = "PATH",
        };
        var space = new Option<string?>("--namespace", "-n")
        {
            Description = $"containerd's namespace (default: {ContainerdOptions.DefaultNamespace}, that of Kubernetes).",
            HelpName = "NAME",
        };
        var verb = new Verb(
            "load",
            "Load a bundle's images into this machine's Docker engine or containerd, under their original names.",
            context
        )
        {
            Examples =
            [
                new("wsm load --bundle /media/usb/wandb", "For a test machine without a registry"),
                new("wsm load --containerd", "For a node of a cluster without a registry"),
                new("wsm load --containerd --containerd-socket /run/k3s/containerd/containerd.sock", "The same for K3s"),
            ],
        };
        foreach (var option in (Option[])[bundle, docker, containerd, host, socket, space])
            verb.Add(option);
        trust.AddTo(verb);
        verb.Validators.Add(result =>
        {
            if (result.GetValue(containerd) && (result.GetValue(docker) || result.GetValue(host) is not null))
                result.AddError("--containerd and --docker exclude each other.");
            if (!result.GetValue(containerd) && (result.GetValue(socket) ?? result.GetValue(space)) is not null)
                result.AddError("--containerd-socket and --namespace go with --containerd.");
        });
        verb.Runs(
            async (call, cancellation) =>
            {
                var gate = trust.GateOf(call);
                using var opened = Bundle.Open(call.Context.PathOf(call.Get(bundle)!), gate);
                if (opened.Lock.Delta is { Absent.Count: > 0 })
                    throw UserError.Usage(
                        "The bundle is a delta: its images lack what the receiver has.",
                        "'wsm apply DELTA -b OLD' makes a whole bundle of it and the one before; load that."
                    );
                if (opened.Lock.Layout != BundleLayout.Archives)
                    throw UserError.Usage(
                        "The bundle is one OCI layout; what runs images loads archives.",
                        "Download it with --layout archives, or push it to a registry."
                    );
                using var loader = call.Get(containerd)
                    ? ContainerdOf(call, call.Get(socket), call.Get(space))
                    : (IImageLoader)new DockerLoader(SocketOf(call.Get(host) ?? call.Context.Variable("DOCKER_HOST")));
                await loader.PingAsync(cancellation);
                if (gate is not null)
                    await RequireIntactAsync(opened, call.Console, cancellation);
                return await RunAsync(opened, loader, call.Console, cancellation);
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
            throw new UserError(
                $"The bundle '{bundle.Place}' is signed, and its files are not what was signed: {report.Findings.Count} findings. Nothing was loaded.",
                "'wsm verify' lists them.",
                ExitCode.Incomplete
            );

        Task<CheckReport> CheckAsync(IProgress<TransferEvent> progress) =>
            BundleChecker.CheckAsync(bundle, Environment.ProcessorCount, progress, cancellationToken);
    }

    private static async Task<int> RunAsync(Bundle bundle, IImageLoader loader, UserConsole console, CancellationToken cancellationToken)
    {
        var images = bundle.Images.Where(image => image.Entry.ReferrerOf is null).ToList();
        var failed = 0;
        foreach (var image in images)
        {
            try
            {
                await using var archive = bundle.OpenArchive(image);
                await loader.LoadAsync(image, archive, cancellationToken);
                console.Print($"✓ {image.Entry.Reference}");
            }
            catch (Exception e) when (e is IOException or InvalidDataException or HttpRequestException or UnauthorizedAccessException)
            {
                failed++;
                console.Print($"✗ {image.Entry.Reference}: {e.Message}");
            }
        }
        return failed == 0
            ? ExitCode.Done
            : console.Report(
                new Failure(
                    $"{failed} of {images.Count} images were not loaded.",
                    "'wsm verify' tells whether the bundle is whole.",
                    ExitCode.Failed
                )
            );
    }

    private static ContainerdLoader ContainerdOf(Call call, string? socket, string? space) =>
        new(
            new ContainerdOptions
            {
                Socket = socket ?? call.Context.Variable("CONTAINERD_ADDRESS") ?? ContainerdOptions.DefaultSocket,
                Namespace = space ?? ContainerdOptions.DefaultNamespace,
                Environment = call.Context.Variable("CONTAINERD_SNAPSHOTTER") is { } snapshotter
                    ? new Dictionary<string, string> { ["CONTAINERD_SNAPSHOTTER"] = snapshotter }
                    : [],
            }
        );

    private static string SocketOf(string? address) =>
        address switch
        {
            null => DefaultSocket,
            _ when address.StartsWith("unix://", StringComparison.Ordinal) => address[7..],
            _ when address.StartsWith('/') => address,
            _ => throw UserError.Usage(
                $"'{address}' is not a Unix socket, which is the only way to a Docker engine that wsm knows.",
                "Write unix:///path/to/docker.sock."
            ),
        };
}
