using System.CommandLine;
using Wsm.Bundles.Trust;
using Wsm.Product.Failures;

namespace Wsm.CommandLine;

/// <summary>The options that name a private key.</summary>
/// <param name="saysMore">Whether the signature can say how old something is, and until when it is to be used.</param>
internal sealed class SigningArguments(string name, string description, bool saysMore = true)
{
    private readonly Option<string?> _key = new(name) { Description = description, HelpName = "FILE" };
    private readonly Option<string?> _passphrase = new("--key-passphrase-file")
    {
        Description = "The passphrase of an encrypted key, on the first line of a file (else: $WSM_KEY_PASSWORD, $COSIGN_PASSWORD).",
        HelpName = "FILE",
    };

    private readonly Option<string?> _expires = new("--expires")
    {
        Description = "Say in the signature that the bundle is to be used no longer than this (90d, 12w), so that a newer one must come.",
        HelpName = "TIME",
    };
    private readonly Option<long?> _serial = new("--serial")
    {
        Description = "The bundle's number: of two of a product the higher is the newer (default: the time of signing, in seconds).",
        HelpName = "N",
    };

    public void AddTo(Command command)
    {
        foreach (var option in saysMore ? (Option[])[_key, _passphrase, _expires, _serial] : [_key, _passphrase])
        {
            command.Add(option);
        }

        command.Validators.Add(result =>
        {
            if (result.GetValue(_passphrase) is not null && result.GetValue(_key) is null)
            {
                result.AddError($"--key-passphrase-file goes with {name}.");
            }

            if (!saysMore)
            {
                return;
            }

            if ((result.GetValue(_expires) is not null || result.GetValue(_serial) is not null) && result.GetValue(_key) is null)
            {
                result.AddError($"--expires and --serial go with {name}.");
            }

            if (result.GetValue(_serial) < 0)
            {
                result.AddError("--serial takes a number from 0 on.");
            }
        });
    }

    /// <summary>Null where no key was named.</summary>
    /// <exception cref="UserError">The key or its passphrase cannot be used.</exception>
    public SigningKey? Read(Invocation call) =>
        call.Get(_key) is { } file ? SigningKeyFile.Read(call.Context.PathOf(file), file, () => Passphrase(call)) : null;

    /// <summary>What the signature is to say beyond the content.</summary>
    /// <exception cref="UserError">It is no length of time.</exception>
    public StatementOrder ReadOrder(Invocation call) =>
        new()
        {
            Now = call.Context.Time.GetUtcNow(),
            Serial = call.Get(_serial),
            ExpiresAfter = call.Get(_expires) is { } length ? AgeText.Parse(length, "--expires") : null,
        };

    private string? Passphrase(Invocation call)
    {
        if (call.Get(_passphrase) is not { } file)
        {
            return call.Context.Variable("WSM_KEY_PASSWORD") ?? call.Context.Variable("COSIGN_PASSWORD");
        }

        try
        {
            return File.ReadLines(call.Context.PathOf(file)).FirstOrDefault() is { Length: > 0 } line
                ? line
                : throw UserError.Usage($"There is no passphrase on the first line of {file}.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"The passphrase cannot be read: {error.Message}", kind: FailureKind.Usage, cause: error);
        }
    }
}
