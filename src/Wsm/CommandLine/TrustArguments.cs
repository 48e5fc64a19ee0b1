using System.CommandLine;
using Wsm.Bundles.Reading;
using Wsm.Bundles.Trust;
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
            "The same with every *.pem and *.pub of a folder (else: $WSM_TRUST; else the keys in /etc/wsm/trust and ~/.config/wsm/trust, "
            + "where there are any).",
        HelpName = "DIR",
    };
    private readonly Option<int> _signers = new("--signers")
    {
        Description = "How many different keys must have signed it (default: 1).",
        HelpName = "N",
        DefaultValueFactory = _ => 1,
    };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_keys, _folders, _signers])
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
    public Bundle Open(Invocation call, string path, IReadOnlyList<string>? bases = null, bool allVolumes = true) =>
        Bundle.Open(path, GateOf(call), bases, allVolumes);

    /// <summary>For whoever opens bundles by itself; null where no signature is required.</summary>
    /// <param name="onSigned">Told who signed.</param>
    public LockVerifier? GateOf(Invocation call, Action<IReadOnlyList<TrustedKey>>? onSigned = null) => GateOf(call, Read(call), onSigned);

    private static LockVerifier? GateOf(Invocation call, TrustPolicy policy, Action<IReadOnlyList<TrustedKey>>? onSigned)
    {
        if (!policy.IsRequired)
        {
            return null;
        }

        return (place, lockBytes, signatures) =>
        {
            var signers = policy.Require(place, lockBytes, signatures);
            call.Console.Say($"'{place}' is signed by {string.Join(" and ", signers)}.");
            onSigned?.Invoke(signers);
        };
    }

    /// <summary>For commands that have no such options: what the environment demands, or this machine and this user.</summary>
    public static LockVerifier? StandingGateOf(Invocation call) => GateOf(call, new TrustPolicy(Standing(call)), null);

    /// <summary>What the person demands; else what the environment does; else what this machine and this user always demand.</summary>
    /// <exception cref="UserError">A key cannot be used, or a folder that was named holds none.</exception>
    public TrustPolicy Read(Invocation call)
    {
        var (keys, folders) = (call.Get(_keys) ?? [], call.Get(_folders) ?? []);
        List<TrustedKey> trusted =
        [
            .. keys.Select(key => PublicKeyFile.Read(call.Context.PathOf(key), key)),
            .. folders.SelectMany(folder => Named(call, folder, folder)),
        ];
        if (trusted.Count == 0)
        {
            trusted.AddRange(Standing(call));
        }

        if (trusted.Count == 0 && call.Has(_signers))
        {
            throw UserError.Usage("--signers goes with keys.", "Name them with --verify-key or --trust.");
        }

        var different = trusted.DistinctBy(key => key.Fingerprint).Count();
        return trusted.Count == 0 || different >= call.Get(_signers)
            ? new TrustPolicy(trusted, call.Get(_signers))
            : throw UserError.Usage(
                $"--signers {call.Get(_signers)} can never be met with {different} different keys: {string.Join(", ", trusted)}."
            );
    }

    private static IReadOnlyList<TrustedKey> Standing(Invocation call) =>
        call.Context.Variable(FolderVariable) is { } variable
            ? Named(call, variable, $"{variable} (${FolderVariable})")
            : [.. TrustFolder.Standard(call.Context.SystemConfiguration, call.Context.Variable).SelectMany(TrustFolder.ReadWhereThere)];

    private static IReadOnlyList<TrustedKey> Named(Invocation call, string folder, string shown) =>
        TrustFolder.Read(call.Context.PathOf(folder), folder) is { Count: > 0 } keys
            ? keys
            : throw UserError.Usage($"The folder {shown} holds no public key.", "Keys are files named *.pem or *.pub.");
}
