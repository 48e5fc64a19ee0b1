using System.CommandLine;
using System.Text;
using Wsm.Bundles.Reading;
using Wsm.Bundles.Trust;
using Wsm.CommandLine;
using Wsm.Commands.Report.CycloneDx;
using Wsm.Commands.Report.Facts;
using Wsm.Hosting;
using Wsm.Oci.Files;
using Wsm.Product.Failures;

namespace Wsm.Commands.Report;

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
        var imageKeys = new ImageKeyArguments("Judge the images' own signatures by this public key (repeatable).");
        var self = new Option<bool>("--self")
        {
            Description =
                "Show what wsm itself is made of instead, as CycloneDX: to standard output, or to the file that --cyclonedx names.",
        };
        var format = OutputOption.Create(
            "What goes to standard output when no file is named: 'text', 'html' or 'cyclonedx'.",
            "text",
            "html",
            "cyclonedx"
        );
        var verb = new Verb(
            "report",
            "Show what is in a bundle: for people, for auditors, for scanners. Needs no network; the same bundle makes the same bytes.",
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
                new("wsm report --self --cyclonedx wsm.cdx.json", "The parts of wsm itself, with versions and licences"),
                new("wsm report -o cyclonedx | jq -r '.components[].purl'", "For a pipe"),
            ],
        };
        foreach (var option in (Option[])[bundle, html, cycloneDx, folder, format, self])
        {
            verb.Add(option);
        }

        imageKeys.AddTo(verb);
        trust.AddTo(verb);
        verb.Runs(
            (call, _) =>
            {
                if (call.Get(self))
                {
                    if (call.GetPath(html) is not null || call.GetPath(folder) is not null)
                    {
                        throw UserError.Usage(
                            "--self describes wsm itself, not a bundle, and makes no page.",
                            "Write: wsm report --self --cyclonedx FILE"
                        );
                    }

                    WriteSelf(call.GetPath(cycloneDx), call);
                    return Task.FromResult(ExitCode.Done);
                }

                var judge = imageKeys.Read(call);
                IReadOnlyList<TrustedKey> signers = [];
                using var opened = Bundle.Open(
                    call.Context.PathOf(call.Get(bundle)!),
                    trust.GateOf(call, onSigned: found => signers = found.Signers)
                );
                var facts = FactsReader.Read(opened, signers, judge);
                var outFolder = call.GetPath(folder);
                List<(string Path, Func<string> Content)> files = [];
                if ((call.GetPath(html) ?? (outFolder is null ? null : Path.Combine(outFolder, HtmlName))) is { } page)
                {
                    files.Add((page, () => new HtmlReport(facts).ToHtml()));
                }

                if ((call.GetPath(cycloneDx) ?? (outFolder is null ? null : Path.Combine(outFolder, CycloneDxName))) is { } bom)
                {
                    files.Add((bom, () => CycloneDxReport.Write(facts)));
                }

                if (files.Count == 0)
                {
                    Print(facts, call.Get(format)!, call);
                }

                foreach (var (path, content) in files)
                {
                    Write(path, content(), call);
                }

                return Task.FromResult(ExitCode.Done);
            }
        );
        return verb;
    }

    private static void WriteSelf(string? path, Invocation call)
    {
        if (path is null)
        {
            call.Console.Out.Write(SelfReport.Write());
        }
        else
        {
            Write(path, SelfReport.Write(), call);
        }
    }

    private static void Print(BundleFacts facts, string format, Invocation call)
    {
        if (format == "html")
        {
            call.Console.Out.Write(new HtmlReport(facts).ToHtml());
        }
        else if (format == "cyclonedx")
        {
            call.Console.Out.Write(CycloneDxReport.Write(facts));
        }
        else
        {
            TextReport.Write(facts, call.Console.Text);
        }
    }

    private static void Write(string path, string content, Invocation call)
    {
        try
        {
            AtomicFile.Write(path, Encoding.UTF8.GetBytes(content));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserError($"The report cannot be written: {error.Message}", cause: error);
        }

        call.Console.Say($"Wrote {path}");
    }
}
