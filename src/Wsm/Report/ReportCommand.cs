using System.CommandLine;
using System.Text;
using Wsm.Bundles;
using Wsm.Bundles.Writing;
using Wsm.CommandLine;
using Wsm.Report.CycloneDx;
using Wsm.Trust;

namespace Wsm.Report;

internal static class ReportCommand
{
    private const string HtmlName = "report.html";
    private const string CycloneDxName = "bom.cdx.json";

    public static Verb Create(WsmContext context)
    {
        var bundle = BundleOption.Create();
        var trust = new TrustArguments();
        var html = new Option<string?>("--html")
        {
            Description = "Write an HTML page with everything in it to this file.",
            HelpName = "FILE",
        };
        var cycloneDx = new Option<string?>("--cyclonedx") { Description = "Write CycloneDX 1.6 JSON to this file.", HelpName = "FILE" };
        var folder = new Option<string?>("--out")
        {
            Description = $"Write both into this folder, as {HtmlName} and {CycloneDxName}.",
            HelpName = "DIR",
        };
        var imageKeys = new Option<string[]>("--image-key")
        {
            Description = "Judge the images' own signatures by this public key (repeatable).",
            HelpName = "FILE",
        };
        var format = new Option<string>("--output", "-o")
        {
            Description = "What goes to standard output when no file is named: 'text', 'html' or 'cyclonedx'.",
            HelpName = "FORMAT",
            DefaultValueFactory = _ => "text",
        };
        format.AcceptOnlyFromAmong("text", "html", "cyclonedx");
        var verb = new Verb(
            "report",
            "Tell what is in a bundle: for people, for auditors, for scanners. Needs no network; the same bundle makes the same bytes.",
            context
        )
        {
            Examples =
            [
                new("wsm report", "Images with digests and sizes, charts, signatures, in the terminal"),
                new("wsm report --out audit", $"audit/{HtmlName} to read and print, audit/{CycloneDxName} for tools that read CycloneDX"),
                new(
                    "wsm report --verify-key release.pub --image-key vendor.pub --html report.html",
                    "With the proof of who signed the bundle and the images"
                ),
                new("wsm report -o cyclonedx | jq -r '.components[].purl'", "For a pipe"),
            ],
        };
        foreach (var option in (Option[])[bundle, html, cycloneDx, folder, imageKeys, format])
            verb.Add(option);
        trust.AddTo(verb);
        verb.Runs(
            (call, _) =>
            {
                var keys = (call.Get(imageKeys) ?? []).Select(key => PublicKeyFile.Read(call.Context.PathOf(key), key)).ToList();
                IReadOnlyList<TrustedKey> signers = [];
                using var opened = Bundle.Open(call.Context.PathOf(call.Get(bundle)!), trust.GateOf(call, found => signers = found));
                var facts = FactsReader.Read(opened, signers, keys);
                var outFolder = call.GetPath(folder);
                List<(string Path, Func<string> Content)> files = [];
                if ((call.GetPath(html) ?? (outFolder is null ? null : Path.Combine(outFolder, HtmlName))) is { } page)
                    files.Add((page, () => new HtmlReport(facts).ToHtml()));
                if ((call.GetPath(cycloneDx) ?? (outFolder is null ? null : Path.Combine(outFolder, CycloneDxName))) is { } bom)
                    files.Add((bom, () => CycloneDxReport.Write(facts)));
                if (files.Count == 0)
                    Print(facts, call.Get(format)!, call);
                foreach (var (path, content) in files)
                    Write(path, content(), call);
                return Task.FromResult(ExitCode.Done);
            }
        );
        return verb;
    }

    private static void Print(BundleFacts facts, string format, Call call)
    {
        if (format == "html")
            call.Console.Out.Write(new HtmlReport(facts).ToHtml());
        else if (format == "cyclonedx")
            call.Console.Out.Write(CycloneDxReport.Write(facts));
        else
            TextReport.Write(facts, call.Console.Out);
    }

    private static void Write(string path, string content, Call call)
    {
        try
        {
            SafeFile.Write(path, Encoding.UTF8.GetBytes(content));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"The report cannot be written: {error.Message}", cause: error);
        }

        call.Console.Say($"Wrote {path}");
    }
}
