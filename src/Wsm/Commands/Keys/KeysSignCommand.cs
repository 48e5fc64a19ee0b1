using Wsm.CommandLine;
using Wsm.Hosting;
using Wsm.Product.Failures;

namespace Wsm.Commands.Keys;

internal static class KeysSignCommand
{
    public static Verb Create(WsmContext context)
    {
        var file = KeysCommand.FileArgument();
        var signing = new SigningArguments("--key", "The private key of a root: PEM, encrypted or not.", saysMore: false);
        var verb = new Verb("sign", "Add the signature of a root to the list.", context)
        {
            Examples =
            [
                new("wsm keys sign --key anna.pem", "Sign ./keys.json; an encrypted key takes --key-passphrase-file"),
                new(
                    "cp keys.json /etc/wsm/trust/",
                    "Inside, once enough roots have signed: from now on the list says whose bundles are taken"
                ),
            ],
        };
        verb.Add(file);
        signing.AddTo(verb);
        verb.Runs(
            (call, _) =>
            {
                using var key = signing.Read(call) ?? throw UserError.Usage("--key names the private key to sign with.");
                var name = call.Get(file)!;
                var list = ListStore.ReadThere(call, name).SignedBy(key);
                ListStore.Write(call, name, list);
                var signers = list.SignersAmong(list.List.Roots).Count;
                call.Console.Print(
                    $"Signed by {key.Counterpart}: version {list.List.Version}, by {signers} of {list.List.Roots.Count} roots; "
                        + $"{list.List.Threshold} must."
                );
                if (list.List.Roots.All(root => root.Fingerprint != key.Counterpart.Fingerprint))
                {
                    call.Console.Warn(
                        "The key is none of the list's roots: it counts only where the list before this one names it as a root."
                    );
                }

                return Task.FromResult(ExitCode.Done);
            }
        );
        return verb;
    }
}
