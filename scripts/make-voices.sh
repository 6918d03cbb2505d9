#!/usr/bin/env bash
# Makes the recorded callers of the practice line: assets/practice/voices/*.opus.
# Needed only to change what they say; the files are part of the repository.
# Needs: espeak-ng, sox, opusenc (Debian: apt-get install espeak-ng sox opus-tools).
set -euo pipefail

target="$(cd "$(dirname "$0")/.." && pwd)/assets/practice/voices"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
mkdir -p "$target"

# voice FILE PITCH SERIAL TEXT: pitch 0..99 tells callers apart; a fixed Ogg serial keeps the files reproducible.
voice() {
  local file="$1" pitch="$2" serial="$3" text="$4"
  printf '%s' "$text" >"$work/$file.txt"
  espeak-ng -v ka -s 140 -p "$pitch" -f "$work/$file.txt" -w "$work/$file.raw.wav"
  # Headroom of 3 dB; half a second before the first word, so that it is not lost in the answer.
  sox "$work/$file.raw.wav" -c 1 -b 16 "$work/$file.wav" gain -n -4 rate -v 48000 norm -3 pad 0.5 0.2
  opusenc --quiet --bitrate 16 --framesize 20 --serial "$serial" --comment "TITLE=$file" \
    "$work/$file.wav" "$target/$file.opus"
}

voice internet-complaint 62 1001 \
'გამარჯობა. ლალი ბერიძე ვარ, თქვენი აბონენტი. გუშინ საღამოდან ინტერნეტი აღარ მაქვს და უკვე მესამედ გირეკავთ. სულ მპირდებით, რომ აღდგება, მაგრამ არაფერი იცვლება. საჩივრის დაწერა მინდა. ჩემი მისამართია თბილისი, ვაჟა-ფშაველას გამზირი, თორმეტი, ბინა ოცდაშვიდი. მითხარით, ზუსტად როდის მოვა ხელოსანი.'

voice unknown-enquiry 35 1002 \
'დილა მშვიდობისა. თქვენს საიტზე ვნახე, რომ პროდუქტები სახლში მოგაქვთ. მაინტერესებს, რა ღირს მიტანა ვაკეში და უფასო თუ არის დიდ შეკვეთაზე. და კიდევ, თუ ახლა შევუკვეთავ, რამდენ ხანში მოიტანთ? საღამოს შვიდ საათამდე სახლში არ ვიქნები. შეიძლება, რომ დრო მე თვითონ ავირჩიო?'

voice order-complaint 78 1003 \
'გამარჯობა. დღეს დილით თქვენგან შეკვეთა მივიღე და ძალიან უკმაყოფილო ვარ. რძეს ვადა გუშინ გაუვიდა, პომიდორი კი დამპალი აღმოჩნდა. სურათები გადაღებული მაქვს. ბავშვისთვის ვიყიდე და ამას ვერ ვაჭმევ. მინდა, რომ თანხა დამიბრუნოთ, ან პროდუქტები დღესვე შემიცვალოთ. შეკვეთის ნომერია ორი ათას ორას თხუთმეტი.'

voice callee 48 1004 \
'გისმენთ. დიახ, მე ვარ. რომელი კომპანიიდან რეკავთ? კარგი, ახლა შემიძლია ლაპარაკი, ოღონდ მოკლედ, თუ შეიძლება. დიახ, ჩემი საჩივარი მახსოვს. და რა გადაწყდა? გასაგებია. ძალიან კარგი, გმადლობთ, რომ დამირეკეთ. თუ კიდევ რამე დამჭირდა, თვითონ დაგიკავშირდებით. ნახვამდის.'
