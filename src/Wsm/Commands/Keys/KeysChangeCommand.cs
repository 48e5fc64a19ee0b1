using Wsm.Bundles.Trust;
using Wsm.CommandLine;
using Wsm.Hosting;
using Wsm.Product.Failures;

namespace Wsm.Commands.Keys;

internal static class KeysChangeCommand
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(365);

    public static Verb Create(WsmContext context)
    {
        var file = KeysCommand.FileArgument();
        var options = new KeyListArguments();
        var verb = new Verb("change", "Make the list, or the next version of it: keys that come, go, or are revoked.", context)
        {
            Examples =
            [
                new(
                    "wsm keys change --root anna.pub --root ben.pub --threshold 2 --add release.pub --product 'wandb*'",
                    "The first list: two people answer for it, and release.pub signs bundles of these products"
                ),
                new("wsm keys change --add release-2027.pub --remove release.pub", "Rotation: the next version, with another key"),
                new("wsm keys change --revoke release.pub --reason 'laptop stolen'", "What the key signed counts no more, whenever it did"),
                new("wsm keys change --root carl.pub --remove-root anna.pub", "Other roots; enough of the old ones sign this list too"),
                new("wsm keys change --expires 90d", "The same once more, good for another 90 days"),
            ],
        };
        verb.Add(file);
        options.AddTo(verb);
        verb.Runs(
            (call, _) =>
            {
                var name = call.Get(file)!;
                var before = ListStore.Read(call, name);
                var now = DateTimeOffset.FromUnixTimeSeconds(call.Context.Time.GetUtcNow().ToUnixTimeSeconds());
                var start = before?.List ?? new KeyList(1, now, now, 1, [], [], []);
                try
                {
                    // What nobody has signed yet is a draft, and stays the version that it is to be.
                    var changed = options.Apply(call, start, now) with
                    {
                        Version = before is { IsSigned: true } ? start.Version + 1 : start.Version,
                        Issued = now,
                        Expires = now + (options.ReadLifetime(call) ?? Lifetime),
                    };
                    ListStore.Write(call, name, KeyListFile.Of(changed));
                    call.Console.Print(
                        $"Version {changed.Version} of {name}: signed by nobody yet, and {changed.Threshold} of its roots must."
                    );
                }
                catch (FormatException error)
                {
                    throw new UserError($"That is no list: {error.Message}.", kind: FailureKind.Usage, cause: error);
                }

                return Task.FromResult(ExitCode.Done);
            }
        );
        return verb;
    }
}
