using System.CommandLine;
using Wsm.Bundles.Locks;
using Wsm.Bundles.Reading;
using Wsm.Bundles.Trust;
using Wsm.Hosting;
using Wsm.Product.Failures;

namespace Wsm.CommandLine;

/// <summary>The options of every command that uses a bundle: whose signature it must carry.</summary>
internal sealed class TrustArguments
{
    private const string FolderVariable = "WSM_TRUST";

    private readonly Option<string[]> _keys = new("--verify-key")
    {
        Description = "Use the bundle only if this public key signed it (PEM; repeatable: one of them suffices).",
        HelpName = "FILE",
    };
    private readonly Option<string[]> _folders = new("--trust")
    {
        Description =
            "The same with every *.pem and *.pub of a folder, or the signed list keys.json in it (else: $WSM_TRUST; else the keys in "
            + "/etc/wsm/trust and ~/.config/wsm/trust, where there are any).",
        HelpName = "DIR",
    };
    private readonly Option<int> _signers = new("--signers")
    {
        Description = "How many different keys must have signed it (default: 1).",
        HelpName = "N",
        DefaultValueFactory = _ => 1,
    };

    private readonly Option<bool> _allowOlder = new("--allow-older")
    {
        Description = "Use the bundle although a newer one was used here before, or its signature says that its time is over.",
    };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_keys, _folders, _signers, _allowOlder])
        {
            command.Add(option);
        }

        _signers.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 16)
            {
                result.AddError("--signers takes a number from 1 to 16.");
            }
        });
    }

    /// <summary>Opens a bundle; where signatures are required, nothing of it is believed before they have been checked.</summary>
    /// <param name="path">Absolute.</param>
    /// <param name="bases">Paths of bundles that have what a delta leaves out.</param>
    /// <param name="allVolumes">Of a packed bundle: whether a missing volume is an error at once.</param>
    /// <exception cref="UserError">There is no bundle, or it is not signed as required.</exception>
    /// <param name="use">What it is opened for.</param>
    public Bundle Open(
        Invocation call,
        string path,
        IReadOnlyList<string>? bases = null,
        bool allVolumes = true,
        BundleUse use = BundleUse.Check
    ) => Bundle.Open(path, GateOf(call, use), bases, allVolumes);

    /// <summary>For whoever opens bundles by itself; null where no signature is required.</summary>
    /// <param name="use">What they are opened for.</param>
    /// <param name="onSigned">Told who signed.</param>
    public LockVerifier? GateOf(Invocation call, BundleUse use = BundleUse.Check, Action<Vouching>? onSigned = null)
    {
        var policy = Read(call);
        if (!policy.IsRequired)
        {
            return null;
        }

        var seen = new SeenBundles(SeenPlaces(call));
        return (place, lockBytes, signatures, isOlder) =>
        {
            var vouching = Require(call, policy, place, lockBytes, signatures);
            onSigned?.Invoke(vouching);
            var locked = LockFile.Parse(lockBytes.Span, place);

            // What mends a bundle is made after it, and says nothing about which is the newest.
            if (isOlder || use == BundleUse.Look || locked.Partial == true)
            {
                return;
            }

            var now = call.Context.Time.GetUtcNow();
            var variant = $"{locked.Name} {string.Join(',', locked.Platforms.Order(StringComparer.Ordinal))}";
            seen.Require(place, variant, vouching, now, call.Get(_allowOlder), call.Console.Warn);
            if (use == BundleUse.BringIn)
            {
                seen.Remember(variant, vouching, call.Console.Warn);
            }
        };
    }

    /// <summary>For commands that have no such options: what the environment demands, or this machine and this user.</summary>
    public static LockVerifier? StandingGateOf(Invocation call)
    {
        var policy = new TrustPolicy(TrustedKeys.Of(Standing(call)));
        return policy.IsRequired ? (place, lockBytes, signatures, _) => Require(call, policy, place, lockBytes, signatures) : null;
    }

    private static Vouching Require(
        Invocation call,
        TrustPolicy policy,
        string place,
        ReadOnlyMemory<byte> lockBytes,
        LockSignatures signatures
    )
    {
        var vouching = policy.Require(place, lockBytes, signatures);
        var said = vouching.Statement is { } statement ? $": {statement}" : "";
        call.Console.Say($"'{place}' is signed by {string.Join(" and ", vouching.Signers)}{said}.");
        return vouching;
    }

    /// <summary>Where the newest bundles are remembered: beside the keys, else in the user's own folder for such things.</summary>
    private IReadOnlyList<string> SeenPlaces(Invocation call)
    {
        var context = call.Context;
        IEnumerable<string> folders =
            call.Get(_folders) is { Length: > 0 } named ? named.Select(context.PathOf)
            : call.Has(_keys) ? []
            : context.Variable(FolderVariable) is { } variable ? [context.PathOf(variable)]
            : TrustFolder.Standard(context.SystemConfiguration, context.Variable).Where(Directory.Exists);
        return
        [
            .. folders.Select(folder => Path.Combine(folder, SeenBundles.FileName)),
            .. StateFolder(context) is { } state ? [Path.Combine(state, SeenBundles.FileName)] : Array.Empty<string>(),
        ];
    }

    /// <summary>The user's own folder for what is to be remembered; null where there is none.</summary>
    private static string? StateFolder(WsmContext context) =>
        context.Variable("XDG_STATE_HOME") is { } given && Path.IsPathRooted(given) ? Path.Combine(given, "wsm")
        : context.Variable("HOME") is { } home ? Path.Combine(home, ".local", "state", "wsm")
        : null;

    /// <summary>What the person demands; else what the environment does; else what this machine and this user always demand.</summary>
    /// <exception cref="UserError">A key cannot be used, or a folder that was named holds none.</exception>
    public TrustPolicy Read(Invocation call)
    {
        var (keys, folders) = (call.Get(_keys) ?? [], call.Get(_folders) ?? []);
        var isNamed = keys.Length + folders.Length > 0;
        var trusted = TrustedKeys.Of(
            isNamed
                ?
                [
                    new TrustedKeys([.. keys.Select(key => PublicKeyFile.Read(call.Context.PathOf(key), key))], [], HasList: false),
                    .. folders.Select(folder => Named(call, folder, folder)),
                    .. StandingFolders(call).Select(FolderReader(call).ReadRevoked),
                ]
                : Standing(call)
        );
        if (isNamed && trusted.Keys.Count == 0 && !trusted.HasList)
        {
            throw new UserError(
                $"No key that was named counts: {string.Join(", ", trusted.Barred.Select(bar => $"{bar.Key} {bar.Why}"))}.",
                "Name one that counts.",
                FailureKind.Incomplete
            );
        }

        var policy = new TrustPolicy(trusted, call.Get(_signers));
        if (!policy.IsRequired && call.Has(_signers))
        {
            throw UserError.Usage("--signers goes with keys.", "Name them with --verify-key or --trust.");
        }

        var different = trusted.Keys.DistinctBy(key => key.Fingerprint).Count();
        return trusted.Keys.Count == 0 || different >= call.Get(_signers)
            ? policy
            : throw UserError.Usage(
                $"--signers {call.Get(_signers)} can never be met with {different} different keys: {string.Join(", ", trusted.Keys)}."
            );
    }

    private static IEnumerable<TrustedKeys> Standing(Invocation call) =>
        call.Context.Variable(FolderVariable) is { } variable
            ? [Named(call, variable, $"{variable} (${FolderVariable})")]
            : StandingFolders(call).Select(FolderReader(call).ReadWhereThere);

    private static IEnumerable<string> StandingFolders(Invocation call) =>
        call.Context.Variable(FolderVariable) is { } variable
            ? [call.Context.PathOf(variable)]
            : TrustFolder.Standard(call.Context.SystemConfiguration, call.Context.Variable);

    private static TrustFolder FolderReader(Invocation call) =>
        new(call.Context.Time.GetUtcNow(), new KeyListMemory(StateFolder(call.Context), call.Console.Warn));

    private static TrustedKeys Named(Invocation call, string folder, string shown) =>
        FolderReader(call).Read(call.Context.PathOf(folder), folder) is { } found && (found.HasList || found.Keys.Count > 0)
            ? found
            : throw UserError.Usage($"The folder {shown} holds no public key.", "Keys are files named *.pem or *.pub.");
}
