/**
 * Words that no text of some length does without, in the languages of mSafeEdit; of Chinese and Thai, which write no
 * spaces, as the segmenter parts them.
 */
const lists: Readonly<Record<string, string>> = {
  en: "a all an and are as at be been but by can do for from had has have he her his i if in is it it's its me my no not of on one or our out she so that the their them then there they this to up was we were what when which who will with you your",
  es: 'a al algo como con cuando de del desde donde el ella ellos en entre era es esa ese esta está este esto fue ha hay la las le les lo los más me mi muy no nos o para pero por que qué se ser si sí sin sobre son su sus también te tiene todo tu tus un una uno y ya yo',
  fr: "à au aux avec c'est ce ces cette comme d'un d'une dans de des du elle elles en es est et être il ils j'ai je l'on la le les leur lui ma mais me mes moi mon n'est ne nous on ou où par pas plus pour qu'il que qui s'il sa se ses si son sont sur ta te toi ton tout tu un une vos votre vous y",
  zh: '的 了 是 在 不 我 你 他 她 它 们 我们 你们 他们 这 那 这个 那个 有 和 与 或 就 都 也 还 很 把 被 对 从 到 要 会 能 可以 上 下 里 中 一 一个 个 人 人人 什么 没有 不要 如果 因为 所以 但 但是 而 着 过 吧 吗 呢 啊 再 让 给 用 说 去 来 时 后 前 次 每 大 小 好 为 以 及 其 之 并 等 所 于',
  hi: 'और के का की को में से है हैं था थे थी हो कि यह वह ये वे जो तो ही भी पर ने नहीं न एक इस उस कर करना करने किया जा जाता रहा लिए साथ या अगर जब तक आप मैं हम तुम अपने अपना अपनी कोई कुछ किसी क्या सब उसे उन्हें इन उन होता होती बाद फिर हर प्रत्येक',
  bn: 'আমি আপনি তুমি সে তিনি এটা এই সেই ও এবং আর কি কী কে না নয় হয় হবে হলে করে করা করতে করুন করার থেকে জন্য সঙ্গে সাথে মধ্যে একটি একটা এক যে যা তা তার তাঁর তাদের কোনো কিছু কিন্তু বা অথবা যদি তবে তাহলে পর পরে আগে যায় দিয়ে নিয়ে হয়ে বলে সব সকল প্রত্যেক অন্য আপনার আমার তারপর যেন ছিল থাকে ওপর প্রতি বিরুদ্ধে দ্বারা অধিকার সেটা যাতে দুটো আমাকে আমাদের আপনাকে তাকে ওই কেউ কখনো খুব এখন আবার শুধু ভালো সময় কাজ মানুষ নাম হয়েছে হচ্ছে হলো করেন করবেন করলে পারে পারেন পাবেন নিন দিন নিতে দিতে বেশি কম',
  th: 'ที่ และ ใน ของ เป็น มี ให้ ได้ ไม่ จะ ว่า กับ การ ความ ๆ ก็ ไป มา จาก นี้ นั้น ซึ่ง โดย หรือ แต่ ต้อง คน คุณ ฉัน เขา เธอ เรา ผม แล้ว ถ้า เพราะ เมื่อ อยู่ คือ ทำ ด้วย ต่อ ตาม แห่ง ทุก อย่าง กัน ใด เพื่อ ขึ้น ลง ออก เข้า เอา ดู อีก ใคร อะไร ไหม ไว้ ถึง แบบ หนึ่ง วัน สิทธิ ย่อม',
  ms: 'ada adalah akan anda apa atas atau awak bahawa bagi boleh bukan dalam dan dapat dari daripada dengan di dia hanya ia ialah itu jangan jika juga kami kalau ke kepada kerana kita lagi lebih mereka mesti nya oleh orang pada satu saja saya sebagai sebuah semua seperti setiap sudah supaya telah tetapi tidak tiada untuk yang hak',
  vi: 'và là của có không được cho trong các những một người với này đó khi để bạn tôi anh chị em nó họ mình đã đang sẽ rồi thì mà như vào ra lên xuống từ đến về trên dưới ở hay hoặc nếu vì nên nhưng cũng lại còn nhiều mọi gì ai nào sao bằng theo phải làm quyền cả chỉ sau trước',
};

const words = new Map(
  Object.entries(lists).map(([language, list]) => [language, new Set(list.normalize('NFC').split(' '))]),
);

/**
 * The share of words among the most common of the language that fits best, 0 to 1: an answer in another language than
 * the question's is no salad.
 * @param given lower case
 */
export function commonWordShare(given: readonly string[]): number {
  if (given.length === 0) return 0;
  return Math.max(
    ...[...words.values()].map((common) => given.filter((word) => common.has(word)).length / given.length),
  );
}
