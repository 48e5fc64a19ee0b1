using System.CommandLine;
using Wsm.Bundles.Trust;
using Wsm.Product.Failures;

namespace Wsm.CommandLine;

/// <summary>The options that name a private key.</summary>
internal sealed class SigningArguments(string name, string description)
{
    private readonly Option<string?> _key = new(name) { Description = description, HelpName = "FILE" };
    private readonly Option<string?> _passphrase = new("--key-passphrase-file")
    {
        Description = "The passphrase of an encrypted key, on the first line of a file (else: $WSM_KEY_PASSWORD, $COSIGN_PASSWORD).",
        HelpName = "FILE",
    };

    public void AddTo(Command command)
    {
        command.Add(_key);
        command.Add(_passphrase);
        command.Validators.Add(result =>
        {
            if (result.GetValue(_passphrase) is not null && result.GetValue(_key) is null)
            {
                result.AddError($"--key-passphrase-file goes with {name}.");
            }
        });
    }

    /// <summary>Null where no key was named.</summary>
    /// <exception cref="UserError">The key or its passphrase cannot be used.</exception>
    public SigningKey? Read(Invocation call) =>
        call.Get(_key) is { } file ? SigningKeyFile.Read(call.Context.PathOf(file), file, () => Passphrase(call)) : null;

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
