using System.CommandLine;
using System.Text.Json;
using Wsm.Bundles.Trust;
using Wsm.CommandLine;
using Wsm.Hosting;
using Wsm.Product.Failures;
using Wsm.Terminal;

namespace Wsm.Commands.Sign;

internal static class SignCommand
{
    public static Verb Create(WsmContext context)
    {
        var bundle = BundleOption.Create();
        var signing = new SigningArguments(
            "--key",
            "The private key: PEM, ECDSA on P-256, Ed25519, or RSA from 2048 bits on, encrypted or not."
        );
        var alone = new Option<bool>("--replace") { Description = "Drop the signatures of other keys instead of adding to them." };
        var format = OutputOption.Create();
        var verb = new Verb("sign", "Sign a bundle, so that the other side can tell that it is yours.", context)
        {
            Examples =
            [
                new(
                    "openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out release.pem && openssl pkey -in release.pem "
                        + "-pubout -out release.pub",
                    "Once: make a key, and the public one that goes to the other side by another way"
                ),
                new("wsm sign --key release.pem", "Sign ./bundle; an encrypted key takes --key-passphrase-file"),
                new("wsm sign --key release.pem --expires 90d", "Say as well until when it is to be used"),
                new("wsm verify --verify-key release.pub", "Inside: is it that bundle, and all of it?"),
                new("wsm push --verify-key release.pub --registry registry.example.com", "Inside: refuse any other bundle"),
            ],
        };
        verb.Add(bundle);
        signing.AddTo(verb);
        verb.Add(alone);
        verb.Add(format);
        verb.Runs(
            (call, _) =>
            {
                using var key = signing.Read(call)
                    ?? throw UserError.Usage("--key names the private key to sign with.", "'wsm sign --help' shows how to make one.");
                var report = BundleSigner.Sign(call.Context.PathOf(call.Get(bundle)!), key, signing.ReadOrder(call), call.Get(alone));
                if (call.Get(format) == "json")
                {
                    call.Console.Print(JsonSerializer.Serialize(report, TrustJson.Default.SigningReport));
                }
                else
                {
                    Print(report, key.Counterpart, call.Console);
                }

                return Task.FromResult(ExitCode.Done);
            }
        );
        return verb;
    }

    private static void Print(SigningReport report, TrustedKey key, UserConsole console)
    {
        console.Print(
            $"{(report.Changed ? "Signed" : "Signed already")} by {key}: {SignatureFile.Name}, "
                + $"{(report.Signatures == 1 ? "1 signature" : $"{report.Signatures} signatures")}."
        );
        var end = report.Expires is { } expires ? $"; to be used until {expires:yyyy-MM-dd HH:mm} UTC" : "";
        console.Print($"Serial {report.Serial}, signed {report.SignedAt:yyyy-MM-dd HH:mm} UTC{end}.");
        console.Say(
            "The signature vouches for the lock, which names everything else by digest; whether the files are what it says, 'wsm verify' "
                + "tells."
        );
    }
}
