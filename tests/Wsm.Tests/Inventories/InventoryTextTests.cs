using Wsm.Bundles.Inventories;
using Wsm.Peers;
using Wsm.Product.Failures;

namespace Wsm.Tests.Inventories;

/// <summary>An inventory on paper: what people and cameras do to it is found, or does no harm.</summary>
public sealed class InventoryTextTests
{
    private static readonly Inventory Sample = Samples.Random(1, 9, 1, 4);

    [Fact]
    public void It_says_the_same_as_the_inventory_as_far_as_eighty_bits_go()
    {
        var read = InventoryTextReader.Read(InventoryText.Write(Sample), "page");

        Assert.Equal((Sample.Name, Sample.Lock[..27]), (read.Name, read.Lock));
        Assert.Equal(
            Sample.Places.Select(place => (place.Kind, place.Repository)),
            read.Places.Select(place => (place.Kind, place.Repository))
        );
        Assert.Equal(
            Sample.Places.SelectMany(place => place.Blobs).Select(digest => digest[..27]),
            read.Places.SelectMany(place => place.Blobs)
        );
    }

    [Fact]
    public void It_is_short_and_made_of_few_characters()
    {
        var lines = InventoryText.Write(Samples.Random(2, 100)).Split('\n', StringSplitOptions.RemoveEmptyEntries)[1..];

        Assert.All(lines, line => Assert.Matches("^[0-9A-Z $%*+./:-]{1,80}$", line));
        Assert.InRange(lines.Sum(line => line.Length), 1700, 2200);
    }

    [Fact]
    public void A_blob_in_several_places_is_written_once()
    {
        var shared = Samples.Random(3, 1).Places[0].Blobs[0];
        var read = InventoryTextReader.Read(
            InventoryText.Write(Samples.Inventory(("a.example.com/x", [shared]), ("a.example.com/y", [shared]))),
            "page"
        );

        Assert.Equal(["a.example.com/x"], read.Places.Select(place => place.Repository));
    }

    [Fact]
    public void Every_wrong_character_is_found_and_its_line_named()
    {
        var text = InventoryText.Write(Sample);
        var start = text.IndexOf('\n') + 1;
        for (var place = start; place < text.Length; place++)
        {
            if (char.IsWhiteSpace(text[place]))
            {
                continue;
            }

            foreach (var wrong in "7Z")
            {
                if (text[place] == wrong)
                {
                    continue;
                }

                var line = text[start..place].Count(c => c == '\n') + 1;
                var error = Assert.Throws<UserError>(() =>
                    InventoryTextReader.Read($"{text[..place]}{wrong}{text[(place + 1)..]}", "page")
                );

                Assert.Equal(FailureKind.Usage, error.Kind);
                Assert.True(
                    error.Details.Any(detail => detail.StartsWith($"line {line} ", StringComparison.Ordinal))
                        || error.Details.Any(detail => detail.Contains("begin with a line's number")),
                    $"{line}: {string.Join('\n', error.Details)}"
                );
            }
        }
    }

    [Fact]
    public void Small_letters_other_spaces_hyphens_and_look_alikes_do_not_matter()
    {
        var text = InventoryText.Write(Sample);
        var digests = text.Split('\n')
            .Where(line => line.Length > 0 && line[0] != '#')
            .Select(line =>
            {
                var words = line.Split(' ');
                return words[1].Length == InventoryText.KeptCharacters
                    ? string.Join("  ", words.Select((word, place) => place == 0 ? word : word.Replace('0', 'o').Replace('1', 'l')))
                        .ToLowerInvariant()
                        .Insert(9, "-")
                    : line;
            });

        var read = InventoryTextReader.Read(string.Join("\r\n\r\n", digests), "page");

        Assert.Equal(14, read.CountBlobs());
    }

    [Fact]
    public void The_order_of_lines_does_not_matter_and_a_missing_one_is_named()
    {
        var lines = InventoryText.Write(Sample).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(14, InventoryTextReader.Read(string.Join('\n', lines.Reverse()), "page").CountBlobs());
        for (var left = 1; left < lines.Length; left++)
        {
            var error = Assert.Throws<UserError>(() =>
                InventoryTextReader.Read(string.Join('\n', lines.Where((_, place) => place != left)), "page")
            );
            Assert.Contains(error.Details, detail =>
                detail == (left == lines.Length - 1 ? "the last line, which begins with END, is missing" : $"line {left} is missing")
            );
        }
    }

    [Fact]
    public void Lines_of_two_pages_do_not_mix()
    {
        var one = InventoryText.Write(Samples.Random(4, 8)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var other = InventoryText.Write(Samples.Random(5, 8)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        var swapped = Assert.Throws<UserError>(() =>
            InventoryTextReader.Read(string.Join('\n', [.. one[..3], other[3], .. one[4..]]), "page")
        );
        var both = Assert.Throws<UserError>(() => InventoryTextReader.Read(string.Join('\n', [.. one, other[3]]), "page"));

        Assert.Contains("the overall checksum does not match", swapped.Details[0]);
        Assert.Contains("two different lines 3", both.Details[0]);
    }

    [Fact]
    public void Whatever_becomes_of_a_file_on_its_way_it_is_read_or_refused()
    {
        using var folder = new TemporaryFolder();
        var random = new Random(6);
        foreach (var whole in (string[])[InventoryText.Write(Sample), System.Text.Encoding.UTF8.GetString(InventoryJson.Write(Sample))])
        {
            for (var round = 0; round < 400; round++)
            {
                var text = whole.ToCharArray().ToList();
                for (var change = random.Next(1, 6); change > 0; change--)
                {
                    var place = random.Next(text.Count);
                    var length = Math.Min(random.Next(1, 40), text.Count - place);
                    switch (random.Next(3))
                    {
                        case 0:
                            text.RemoveRange(place, length);
                            break;
                        case 1:
                            text.InsertRange(random.Next(text.Count), text.GetRange(place, length));
                            break;
                        default:
                            text[place] = (char)random.Next(32, 127);
                            break;
                    }
                }

                // A UserError is an answer; anything else ends the test.
                try
                {
                    Assert.NotNull(InventoryReader.Read(folder.Write("have", new string([.. text]))).Places);
                }
                catch (UserError error)
                {
                    Assert.Equal(FailureKind.Usage, error.Kind);
                }
            }
        }
    }

    [Fact]
    public void What_is_no_inventory_is_called_so()
    {
        using var folder = new TemporaryFolder();
        foreach (
            var content in (string[])
                [
                    "",
                    "hello\n",
                    "# WSM-HAVE\n",
                    "wsm-have",
                    "1 END 1 1 0\nWSM-HAVE",
                    "1 2 3\n",
                    "[]",
                    "{}",
                    """{"apiVersion":"wsm/v1","kind":"Relocation","name":"a","lock":"b","places":[]}""",
                    """{"apiVersion":"wsm/v1","kind":"Inventory","name":"a","lock":"b","places":[{"kind":"bundle","repository":"x","blobs":["sha256:1"]}]}""",
                ]
        )
        {
            var error = Assert.Throws<UserError>(() => InventoryReader.Read(folder.Write("have", content)));
            Assert.Equal(FailureKind.Usage, error.Kind);
        }
    }
}
