#!/bin/sh
# data/gazetteer/build.sh SOURCE_DIR - builds the gazetteer tables from the source tables and from own_*.tsv.
#
# SOURCE_DIR holds countries/ cities/ vn-admin/ it-admin/ names/ dr5hn-odbl/ as ../SOURCES.md names them.
# Every table has one origin and one licence; README.md says what the columns are.  Same input, same bytes.
set -eu
LC_ALL=C
export LC_ALL
src=${1:?usage: build.sh SOURCE_DIR}
cd "$(dirname "$0")"
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
header='place	kind	country	parent	iso	code	geonames	population	names'

# First names: a place of that name needs more than its name (mark ^).
{
	cut -f1 "$src/names/en/first_names.tsv"
	awk -F'\t' '$3 == "first" { print $2 }' "$src/names/official-statistics/names.tsv"
	awk -F'\t' '$3 > 5 { print $1; print $2 }' "$src/names/vi/given_names.tsv"
} | sort -u > "$tmp/given"

# Known parts of people's names, to tell "Nguyễn Hà Nam" from Hà Nam.
{
	printf 'name\n'
	{
		awk -F'\t' 'NR > 1 { print $1; print $2 }' "$src/names/vi/surnames.tsv"
		awk -F'\t' 'NR > 1 { print $2 }' "$src/names/official-statistics/names.tsv"
	} | sort -u
} > person_names.tsv

# awk functions: names of a row as "a|b|c", each once, marked ^ (given name) or ~ (common word).
cat > "$tmp/lib.awk" <<'AWK'
function load(file, set,   line) {
	while ((getline line < file) > 0)
		set[line] = 1
	close(file)
}
function load_pairs(file, map,   line, part) {
	while ((getline line < file) > 0) {
		split(line, part, "\t")
		if (part[2] != "")
			map[part[1]] = part[1] in map ? map[part[1]] "|" part[2] : part[2]
	}
	close(file)
}
function names_add(name,   bare) {
	bare = name
	sub(/^[~^]/, "", bare)
	if (bare == "" || bare in names_seen || bare ~ /[()0-9]/)
		return
	names_seen[bare] = 1
	if (bare == name && bare !~ /[ '-]/ && bare in words)
		name = "~" name
	else if (bare == name && bare in given)
		name = "^" name
	names_list = names_list == "" ? name : names_list "|" name
}
function names_start() {
	names_list = ""
	split("", names_seen)
}
function names_add_list(list,   part, n, i) {
	n = split(list, part, "|")
	for (i = 1; i <= n; i++)
		names_add(part[i])
}
# The other place of the tone mark: Hòa and Hoà, Thúy and Thuý.
function tone(name) {
	gsub(/òa/, "oà", name); gsub(/óa/, "oá", name); gsub(/ỏa/, "oả", name)
	gsub(/õa/, "oã", name); gsub(/ọa/, "oạ", name); gsub(/òe/, "oè", name)
	gsub(/ủy/, "uỷ", name); gsub(/úy/, "uý", name); gsub(/ụy/, "uỵ", name)
	return name
}
BEGIN {
	FS = OFS = "\t"
	load(tmp "/given", given)
	load("own_words.tsv", words)
	load_pairs("own_names.tsv", own)
}
AWK

# Countries: Unicode CLDR and the ISO list, with the short names of the news.
{
	echo "$header"
	awk -v tmp="$tmp" -v src="$src" -f "$tmp/lib.awk" -f /dev/stdin "$src/countries/countries.tsv" <<'AWK'
BEGIN {
	while ((getline line < (src "/countries/country_names.tsv")) > 0) {
		split(line, part, "\t")
		named[part[1]] = named[part[1]] "|" part[3]
	}
}
NR > 1 && $2 != "" || $1 == "XK" {
	names_start()
	names_add_list(own[$1])
	names_add($4); names_add($5); names_add($6)
	names_add_list(named[$1])
	print $1, "country", $1, "", $1, $3, "", 0, names_list
}
AWK
} > countries.tsv

# Vietnam: the 63 provinces before July 2025, the 34 after; the first stay, as news of their time names them.
{
	echo "$header"
	awk -v tmp="$tmp" -v src="$src" -f "$tmp/lib.awk" -f /dev/stdin "$src/vn-admin/provinces_63.tsv" <<'AWK'
BEGIN {
	while ((getline line < "own_iso.tsv") > 0) {
		split(line, part, "\t")
		iso[part[1]] = part[2]
		geonames[part[1]] = part[3]
	}
	while ((getline line < (src "/vn-admin/provinces_2025.tsv")) > 0) {
		split(line, part, "\t")
		later[part[2]] = part[3] "|" part[5] # by name: a merged province has the code of one and the name of another
	}
}
NR > 1 {
	names_start()
	names_add_list(own[iso[$1]])
	if (iso[$1] != "VN-SG") {
		names_add($2); names_add($3); names_add(tone($2))
		names_add_list(later[$2])
	}
	print iso[$1], (geonames[$1] != "" ? "city" : "admin1"), "VN", "VN", iso[$1], $1, geonames[$1], 1000000, names_list
}
AWK
} > vietnam.tsv

# Italy: regions and provinces (ISTAT); the provinces' names are those of their capitals.
{
	echo "$header"
	awk -v tmp="$tmp" -f "$tmp/lib.awk" -f /dev/stdin "$src/it-admin/regions.tsv" <<'AWK'
BEGIN {
	n = split("01=21 02=23 03=25 04=32 05=34 06=36 07=42 08=45 09=52 10=55 11=57 12=62 13=65 14=67 15=72 16=75 17=77 18=78 19=82 20=88", pair, " ")
	for (i = 1; i <= n; i++)
		iso[substr(pair[i], 1, 2)] = "IT-" substr(pair[i], 4)
}
NR > 1 {
	names_start()
	names_add_list(own[iso[$1]])
	sub(/\/.*/, "", $2)
	names_add($2); names_add($3)
	print iso[$1], "admin1", "IT", "IT", iso[$1], $1, "", 1000000, names_list
}
AWK
	awk -v tmp="$tmp" -f "$tmp/lib.awk" -f /dev/stdin "$src/it-admin/provinces.tsv" <<'AWK'
NR > 1 {
	names_start()
	names_add_list(own["IT-" $4])
	sub(/\/.*/, "", $2)
	names_add($2)
	print "IT-" $4, "admin2", "IT", "IT", "IT-" $4, $1, "", 100000, names_list
}
AWK
} > italy.tsv

# First-level divisions of countries often in the news, and cities of 15,000 people and more (GeoNames).
{
	echo "$header"
	awk -v tmp="$tmp" -f "$tmp/lib.awk" -f /dev/stdin "$src/cities/admin1.tsv" <<'AWK'
NR > 1 && $1 ~ /^(US|CA|AU|DE|FR|ES|GB|CN|JP|IN|BR|CH|AT|KR)$/ {
	place = $1 "." $2
	names_start()
	names_add_list(own[place])
	sub(/ (Province|Prefecture)$/, "", $3)
	sub(/-(do|si)$/, "", $3)
	names_add($3); names_add($4)
	iso = $1 ~ /^(US|CH)$/ && $2 ~ /^[A-Z][A-Z]$/ ? $1 "-" $2 : ""
	print place, "admin1", $1, $1, iso, $2, "", 500000, names_list
}
AWK
	awk -v tmp="$tmp" -f "$tmp/lib.awk" -f /dev/stdin "$src/cities/cities.tsv" <<'AWK'
BEGIN {
	while ((getline line < "own_cities.tsv") > 0) {
		split(line, part, "\t")
		exonym[part[1] "\t" part[2]] = part[4]
		chosen[part[1] "\t" part[2]] = 1
	}
	while ((getline line < "own_iso.tsv") > 0) {
		split(line, part, "\t")
		merged[part[3]] = 1
	}
}
NR == 1 || $1 in merged { next }
{
	key = $2 "\t" $4
	mine = key in chosen
	delete chosen[key]
	home = $4 == "IT" || $4 == "VN"
	seat = $9 == "PPLC" || home && $9 ~ /^PPLA2?$/ || $10 == "PPLC" || home && $10 ~ /^PPLA2?$/
	people = $9 == "" ? (home ? 0 : 15000) : $9
	if (!mine && !seat && people < 15000 || $10 ~ /^PPL[XQWH]$/ && !mine)
		next
	sub(/^(Thành Phố|Thị Xã|Huyện|Quận|Thị Trấn) /, "", $2)
	sub(/^(Thanh Pho|Thi Xa|Huyen|Quan|Thi Tran) /, "", $3)
	if ($2 !~ /[ '-]/ && ($2 in words || $3 in words) && people < 500000 && !mine && !seat)
		next
	if ($4 == "VN" && $2 !~ /[ -]/ && people < 100000 && !mine)
		next # one syllable is a word before it is a village
	names_start()
	names_add_list(exonym[key])
	names_add($2); names_add($3)
	if (people >= 100000 && $3 ~ /^(Al|Ar|As|Ad|An|At|Az) [A-Z]/)
		names_add(substr($3, 4))
	if ($4 == "VN")
		names_add(tone($2))
	if (names_list != "")
		print "gn-" $1, "city", $4, ($4 == "US" && $5 != "" ? "US." $5 : $4), "", "", $1, people, names_list
}
AWK
} > cities.tsv

# Wikidata ids: ours for cities (own_cities.tsv) and regions (own_wikidata.tsv) ...
{
	printf 'place\twikidata\n'
	{
		sed 1d own_wikidata.tsv
		awk 'BEGIN { FS = OFS = "\t" }
		FNR == NR { if ($3 != "") qid[$1 "\t" $2] = $3; next }
		($2 "\t" $4) in qid { print "gn-" $1, qid[$2 "\t" $4]; delete qid[$2 "\t" $4] }' \
			own_cities.tsv "$src/cities/cities.tsv"
	} | sort
} > wikidata.tsv
# ... and, under the ODbL, those of countries and of the divisions of Vietnam and Italy.
{
	printf 'place\twikidata\n'
	{
		awk 'BEGIN { FS = OFS = "\t" } NR > 1 && $13 != "" { print $1, $13 }' "$src/dr5hn-odbl/countries.tsv"
		awk 'BEGIN { FS = OFS = "\t" } $3 ~ /^VN-(07|49)$/ { next } # not the items of the provinces
		$2 ~ /^(VN|IT)$/ && $10 != "" { print $3, $10 }
		$2 ~ /^(US|CH)$/ && $10 != "" { sub("-", ".", $3); print $3, $10 }' "$src/dr5hn-odbl/states.tsv"
	} | sort
} > wikidata-odbl.tsv

# Demonyms: they name no place, but say which country an article is about.
{
	printf 'country\tdemonyms\n'
	awk -v tmp="$tmp" -f "$tmp/lib.awk" -f /dev/stdin "$src/countries/demonyms.tsv" <<'AWK'
function inflect(it,   stem, last) {
	stem = substr(it, 1, length(it) - 1)
	last = substr(it, length(it))
	if (last == "o")
		return it "|" stem "a|" stem "i|" stem "e"
	if (last == "e")
		return it "|" stem "i"
	return it
}
BEGIN { load_pairs("own_demonyms.tsv", extra) }
NR > 1 && $1 !~ /^(GF|PF|TF|WF|VG|VI|BQ|PS|VA|MF|DM)$/ && $3 !~ / / {
	list[$1] = list[$1] "|" ($2 == "it" ? inflect(tolower($3)) : $3)
}
END {
	for (c in extra)
		list[c] = list[c] "|" extra[c]
	for (c in list) {
		names_start()
		split("", given)
		split("", words)
		names_add_list(list[c])
		print c, names_list | "sort"
	}
}
AWK
} > demonyms.tsv
